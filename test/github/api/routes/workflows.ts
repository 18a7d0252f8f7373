import type { Hub } from '../../hub.ts';
import { DEFAULT_BRANCH } from '../../repository/bare.ts';
import { workflowFiles } from '../../runner/start.ts';
import { found } from '../errors.ts';
import { page } from '../paging.ts';
import type { AddRoute } from '../route.ts';
import type { Answer } from '../views/shape.ts';

const PATH = '/actions/workflows';

/** The workflows of the default branch by file name, which GitHub accepts as an id. */
export function workflowRoutes(add: AddRoute, hub: Hub): void {
  const files = () => workflowFiles(hub.git, DEFAULT_BRANCH);
  const fileOf = async (name: string | undefined): Promise<string> =>
    found((await files()).find((file) => file === name));

  add('GET', PATH, ['actions:read'], async (call) => {
    const all = await files();
    return { total_count: all.length, workflows: page(call, all).map((file) => workflowView(hub, file)) };
  });
  add('GET', `${PATH}/:file`, ['actions:read'], async ({ params }) =>
    workflowView(hub, await fileOf(params.file)),
  );
  add('PUT', `${PATH}/:file/enable`, ['actions:write'], async ({ params, reply }) => {
    hub.workflowStates.enable(await fileOf(params.file));
    reply.code(204);
  });
  add('PUT', `${PATH}/:file/disable`, ['actions:write'], async ({ params, reply }) => {
    hub.workflowStates.disable(await fileOf(params.file), 'disabled_manually');
    reply.code(204);
  });
}

const workflowView = ({ workflowStates }: Hub, file: string) =>
  ({
    ...{ name: file, path: `.github/workflows/${file}`, state: workflowStates.of(file) },
  }) satisfies Answer<'actions', 'getWorkflow'>;
