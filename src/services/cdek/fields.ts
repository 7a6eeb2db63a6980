import { date, flag, list, text, texts } from '../../core/definition/kinds/index.js';
import { calendarDay } from '../../core/rest/values.js';

/** Params of several rows. */
export const uuid = (of: string) =>
  text(`UUID of the ${of}`, { example: '72753031-826d-4ef7-b127-1074f405b269' });

export const order = uuid('order');
export const orderInQuery = { ...order, wire: { ...order.wire, field: 'order_uuid' } };

export const orders = list(texts, 'UUID of an order, or of several', {
  option: 'uuids',
  example: "['72753031-826d-4ef7-b127-1074f405b269']",
});

export const day = date('Day', {
  option: 'date',
  field: 'date',
  as: calendarDay,
  example: '2026-12-01',
});

export const wait = flag('Wait until CDEK has processed the request', { default: true });
export const ready = flag('Wait until CDEK has printed the form', { default: true });
