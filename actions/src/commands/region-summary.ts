import type { Offers } from '../cloud/offers.ts';
import { money } from '../lib/words.ts';
import { block, code, row } from '../plan/render/markdown-escape.ts';
import { renderPicture } from '../plan/render/picture.ts';
import type { RegionRequest } from '../region/request.ts';
import type { RegionFile } from '../region/write.ts';

/** In Markdown: the hosts that are added, what they cost, and the cluster with them. */
export function renderAddition(
  { names, declaration }: RegionFile,
  { region, size }: RegionRequest,
  { sizes }: Offers,
): string {
  const monthly = sizes.find(({ slug }) => slug === size)?.monthly ?? 0;
  const rows = names.map((name) => row(code(name), code(region), code(size), money(monthly)));
  const cloud = names.map((name) => ({
    subject: { type: 'droplet' as const, name, host: name },
    action: 'create' as const,
  }));
  const web = declaration.web.map(({ name }) => name);
  const before = web.filter((name) => !names.includes(name));
  return [
    `**${names.length} to add · +${money(monthly * names.length)}/month**`,
    ['| Host | Region | Size | A month |', '|---|---|---|--:|', ...rows].join('\n'),
    block('mermaid', renderPicture({ cloud, rotation: { before, after: web } }, declaration)),
    '',
  ].join('\n\n');
}
