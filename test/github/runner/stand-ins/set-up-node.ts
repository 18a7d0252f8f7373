import { dirname } from 'node:path';
import { ACTIONS_NODE } from '../node.ts';
import type { StepCall, StepEnd } from '../step-call.ts';
import { refuseUnknown } from './inputs.ts';

/** Puts the Node that there is before all others; which version was asked for does not change which there is. */
export async function setUpNode(
  { state }: StepCall,
  inputs: Readonly<Record<string, string>>,
): Promise<StepEnd> {
  refuseUnknown('actions/setup-node', inputs, ['node-version', 'node-version-file', 'cache']);
  state.paths = [dirname(ACTIONS_NODE), ...state.paths];
  return {};
}
