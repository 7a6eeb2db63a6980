import type { Call } from '../../core/definition/call.js';
import {
  date,
  flag,
  list,
  record,
  text,
  textOrNumber,
  texts,
} from '../../core/definition/kinds/index.js';
import { HttpError } from '../../core/errors/errors.js';
import { polled } from '../../core/http/poll.js';
import { pause } from '../../core/http/wait.js';
import { calendarDay } from '../../core/rest/values.js';
import { now } from '../../core/util/clock.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { placesOf } from './draft-places.js';
import { draftRequest } from './draft-request.js';
import { exact } from './ids.js';
import { custom, type Seller, send, table } from './wire.js';

export const drafts = table({
  /**
   * Creates a draft of a supply. It expires after 30 minutes.
   *
   * Since 2026-03-16, Ozon creates drafts at once and returns their `draft_id` instead of an
   * operation, needs macrolocal IDs of clusters, and the items of each cluster. Ozon allows 2 drafts
   * per minute, 50 per hour and 500 per day.
   *
   * @returns `draft_id` for GetFBODraft and GetFBOTimeslots; `errors` has rejected items.
   * @throws {HttpError} Ozon cannot create the draft: the message has the reasons.
   * @see https://docs.ozon.ru/api/seller/#operation/DraftDirectCreate
   */
  createFBODraft: custom({
    effect: 'write',
    params: {
      clusters: list(texts, 'Cluster, or several: `macrolocal_cluster_id` of GetClustersList', {
        example: "['4039']",
      }),
      items: record('SKUs with their quantities; for several clusters, such an object for each', {
        example: "{'321670122':10}",
      }),
      type: text('Type of the supply', {
        default: 'CREATE_TYPE_DIRECT',
        values: ['CREATE_TYPE_DIRECT', 'CREATE_TYPE_CROSSDOCK'],
      }),
      point: text('Warehouse ID of the drop-off point: see GetShippingWarehousesList', {
        optional: true,
        example: '22142605386000',
      }),
      pointType: text('Type of the drop-off point', {
        option: 'pointtype',
        default: 'DELIVERY_POINT',
        values: [
          'DELIVERY_POINT',
          'SORTING_CENTER',
          'CROSS_DOCK',
          'ORDERS_RECEIVING_POINT',
          'FULL_FILLMENT',
        ],
      }),
      pickup: text("ID of the seller's warehouse where Ozon picks up the supply", {
        optional: true,
        example: '1020005000295764',
      }),
      removal: text('What is left out if items are rejected: those, or all of the same SKU', {
        default: 'PARTIAL',
        values: ['PARTIAL', 'FULL'],
      }),
    },
    run({ clientId, apiKey, ...draft }, call) {
      const { route, body } = draftRequest(draft, call);
      return send(call, { clientId, apiKey }, route, body);
    },
  }),
  /**
   * Gets a draft of a supply, as soon as Ozon has calculated it.
   *
   * Since 2026-03-16, Ozon needs the draft ID instead of an operation ID.
   *
   * @returns `clusters` has the warehouses that accept it; `errors` has rejected items.
   * @see https://docs.ozon.ru/api/seller/#operation/DraftCreateInfo
   */
  getFBODraft: custom({
    effect: 'read',
    params: {
      draft: textOrNumber('Draft ID: `draft_id` of CreateFBODraft', {
        option: 'oper',
        example: '31415926',
      }),
      wait: flag('Wait until Ozon has calculated the draft', { default: true }),
    },
    run: ({ draft, wait, ...seller }, call) =>
      wait ? calculated(call, seller, draft) : infoOf(call, seller, draft),
  }),
  /**
   * Gets the time slots of up to 28 days in which a draft can be supplied.
   *
   * Since 2026-03-16, Ozon also needs the clusters and the type of the supply: they are read from the
   * draft first.
   *
   * @throws {InputError} A warehouse is not one of the draft.
   * @see https://docs.ozon.ru/api/seller/#operation/DraftTimeslotInfo
   */
  getFBOTimeslots: custom({
    effect: 'read',
    params: {
      from: date('First day', { example: '2026-12-01' }),
      to: date('Last day', { example: '2026-12-14' }),
      draft: textOrNumber('Draft ID', { example: '31415926' }),
      warehouses: list(texts, 'Warehouse IDs: see GetFBODraft', {
        option: 'whs',
        example: "['22142605386000']",
      }),
    },
    async run({ from, to, draft, warehouses, ...seller }, call) {
      const info = await calculated(call, seller, draft);
      const body = {
        draft_id: exact(draft),
        date_from: calendarDay(from),
        date_to: calendarDay(to),
        ...placesOf(info, warehouses, call),
      };
      return onceKnown(call, () => send(call, seller, '/v2/draft/timeslot/info', body));
    },
  }),
});

function infoOf(call: Call, seller: Seller, draft: string): Promise<JsonRecord> {
  return send(call, seller, '/v2/draft/create/info', { draft_id: exact(draft) });
}

function calculated(call: Call, seller: Seller, draft: string): Promise<JsonRecord> {
  return polled(call, async () => {
    const info = await infoOf(call, seller, draft);
    return info.status === 'IN_PROGRESS' ? undefined : info;
  });
}

const PAUSE = 1_000;
const ATTEMPTS = 4;

/** Ozon finds a draft's time slots only some seconds after the draft is calculated: until then, 404. */
async function onceKnown<T>(call: Call, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isUnknown = error instanceof HttpError && error.status === 404;
      if (!isUnknown || attempt >= ATTEMPTS || now() + PAUSE >= call.deadline) throw error;
      await pause(PAUSE, call);
    }
  }
}
