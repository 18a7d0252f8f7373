import type { RecordSpec } from '../../cloud/resource.ts';

/**
 * Whether a record may leave the rotation: only while another answers the same question with an address that was seen
 * serving the site. So no name is ever left with nothing, nor with nobody that serves.
 */
export const mayLeave = (
  record: RecordSpec,
  rotation: readonly RecordSpec[],
  serving: ReadonlySet<string>,
): boolean =>
  rotation.some(
    ({ type, name, value }) =>
      type === record.type && name === record.name && value !== record.value && serving.has(value),
  );
