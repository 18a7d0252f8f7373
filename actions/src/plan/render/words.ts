import type { Action, Risk } from '../../cloud/change.ts';

/** The words both renderers share. */
export const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-' };

/** What each class of risk is called. */
export const RISKS: Record<Risk, string> = {
  none: 'harmless',
  restart: 'restarts something',
  'takes-away': 'takes something away',
  data: 'puts data at risk',
};
