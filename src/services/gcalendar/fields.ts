import { text } from '../../core/definition/kinds/index.js';

/** Params that many methods accept. */
export const calendar = text('Calendar ID, or primary', { example: 'primary' });
export const event = text('Event ID', { example: '5f0mt3lq8h2k9' });
