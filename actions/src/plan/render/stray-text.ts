import { clusterTag } from '../../cloud/ownership.ts';
import type { Declaration } from '../../declaration/declaration.ts';
import type { Stray } from '../stray.ts';

/** What is wrong with a stray, and how to fix it. */
interface StrayText {
  readonly what: string;
  readonly todo: string;
}

export function strayText({ host, droplet, evidence }: Stray, { cluster }: Declaration): StrayText {
  const { id, spec } = droplet;
  const tag = clusterTag(cluster);
  const isTagged = spec.tags.includes(tag);
  const isNamed = spec.name === host.name;
  const lacks = [
    ...(isNamed ? [] : [`is now named ${spec.name}`]),
    ...(isTagged ? [] : [`has lost the tag ${tag}`]),
  ];
  const remedies = [
    ...(isNamed ? [] : [`rename droplet ${id} back to ${host.name}`]),
    ...(isTagged
      ? []
      : [
          `put the tag ${tag} back on droplet ${spec.name} (id ${id}), in DigitalOcean's control panel or with ` +
            `\`doctl compute droplet tag ${id} --tag-name ${tag}\``,
        ]),
  ];
  const afterwards = isNamed
    ? 'If you no longer need that droplet, destroy it instead.'
    : `To use the name ${spec.name}, declare it afterwards: apply creates the new host before it removes ${host.name}.`;
  return {
    what: `Its droplet ${lacks.join(' and ')} (id ${id}${droplet.ipv4 ? `, ${droplet.ipv4}` : ''}; ${evidence}).`,
    todo: `${sentence(remedies.join('; '))} Then plan again. ${afterwards}`,
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Refuses to create a second droplet for a host that already has one. */
export const strayRefusals = (strays: readonly Stray[], declaration: Declaration): string[] =>
  strays.map((stray) => {
    const { what, todo } = strayText(stray, declaration);
    return `${titleOf(stray)} still exists, so the plan does not create it again. ${what} ${todo}`;
  });

const titleOf = ({ host, droplet }: Stray): string => {
  const role = host.kind === 'primary' ? `${host.name}, the primary,` : host.name;
  return droplet.spec.name === host.name ? role : `${role} was renamed to ${droplet.spec.name} and`;
};
