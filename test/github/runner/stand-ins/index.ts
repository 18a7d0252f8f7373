import type { StepCall, StepEnd } from '../step-call.ts';
import { checkout } from './checkout.ts';
import { uploadArtifact } from './upload-artifact.ts';

type StandIn = (call: StepCall, inputs: Readonly<Record<string, string>>) => Promise<StepEnd>;

/** Stand-ins for GitHub's own actions, by name and pinned commit. Nothing else has a stand-in. */
export const STAND_INS: ReadonlyMap<string, StandIn> = new Map([
  ['actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8', checkout], // v5.0.0
  ['actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02', uploadArtifact], // v4.6.2
]);
