import { date, text } from '../../core/definition/kinds/index.js';
import { orderInQuery, orders, uuid, wait } from './fields.js';
import { FOLLOWING, followed } from './follow.js';
import { custom, read, send, table } from './wire.js';

export const documents = table({
  /**
   * Announces that orders will be brought to an office, and waits until CDEK has checked it.
   *
   * @returns `entity` has the number of the prealert.
   * @throws {HttpError} CDEK refused it: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/prealert/operation/register
   */
  createPrealert: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      orders,
      date: date('Planned time; without a zone, it is local', { example: '2026-12-01T10:00:00Z' }),
      point: text('Code of the office', { example: 'MSK5' }),
      wait,
    },
    async run({ orders, date, point, wait, ...access }, call) {
      const accepted = await send(call, access, 'POST /prealert', {
        orders: orders.map((order_uuid) => ({ order_uuid })),
        planned_date: zoned(date),
        shipment_point: point,
      });
      const state = { route: 'GET /prealert/{uuid}', see: 'GetPrealert' };
      return followed(call, access, accepted, { ...state, wait });
    },
  }),
  /** Gets a prealert with its orders. */
  getPrealert: read('GET /prealert/{uuid}', { uuid: uuid('prealert') }),
  /** Gets whether CDEK has the passport data that an international order needs. */
  getPassportDataStatus: read('GET /passport', { uuid: orderInQuery }),
  /** Gets the receipts of an order: what the recipient paid. */
  getCashboxCheck: read('GET /check', { uuid: orderInQuery }),
});

/** A time with its zone, which has no colon in CDEK's format. */
function zoned(date: Date): string {
  return `${date.toISOString().slice(0, 19)}+0000`;
}
