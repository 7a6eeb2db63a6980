import type { Call } from '../../core/definition/call.js';
import { flag, knownFields, number, textOrNumber } from '../../core/definition/kinds/index.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { order, wait } from './fields.js';
import { FOLLOWING, followed } from './follow.js';
import { readable } from './records.js';
import { orderFields } from './structures.js';
import { type Access, custom, read, send, table } from './wire.js';

const state = { route: 'GET /orders/{uuid}', see: 'GetOrder' } as const;

export const orders = table({
  /**
   * Creates an order, and waits until CDEK has checked it.
   *
   * CDEK accepts an order at once, and checks it after that: usually within a second, at times within
   * a minute.
   *
   * @returns `entity` is the order with its `cdek_number`. Without waiting, it has only the `uuid` for
   * GetOrder.
   * @throws {HttpError} CDEK refused the order: the message has its reasons.
   * @throws {TimeoutError} CDEK has not checked the order within 2 minutes: `partial` has its UUID.
   * @see https://apidoc.cdek.ru/#tag/order/operation/register_1
   */
  createOrder: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      order: knownFields(orderFields, 'Order: see GetOrderDescription', {
        example:
          "{'tariff_code':136,'recipient':{'name':'Anna Petrova','phones':[{'number':'+79001234567'}]},'packages':[{'number':'1','weight':700}],'shipment_point':'MSK5','delivery_point':'SPB12'}",
      }),
      onlineStore: flag('Order of an online store, which needs such a contract', {
        option: 'ostore',
        default: false,
      }),
      wait,
    },
    async run({ order, onlineStore, wait, ...access }, call) {
      const whole = { type: onlineStore ? 1 : 2, ...readable(order) };
      const accepted = await send(call, access, 'POST /orders', whole);
      return followed(call, access, accepted, { ...state, wait });
    },
  }),
  /**
   * Changes the fields of an order that are given, and waits until CDEK has done it.
   *
   * CDEK requires the type and the recipient in each change: those that are not given are read from
   * the order. An order can be changed until CDEK has received the parcel.
   *
   * @throws {HttpError} CDEK refused the change: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/order/operation/update
   */
  updateOrder: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      uuid: order,
      order: knownFields(orderFields, 'Fields to change: see GetOrderDescription', {
        example: "{'comment':'Ring twice'}",
      }),
      wait,
    },
    async run({ uuid, order, wait, ...access }, call) {
      const given = readable(order);
      const whole = { ...(await requiredOf(call, access, uuid, given)), ...given, uuid };
      const accepted = await send(call, access, 'PATCH /orders', whole);
      return followed(call, access, accepted, { ...state, uuid, wait });
    },
  }),
  /**
   * Deletes an order, and waits until CDEK has done it.
   *
   * An order can be deleted until CDEK has received the parcel. After that, use CreateRefusal.
   *
   * @returns The `state` of the request is SUCCESSFUL if CDEK no longer has the order.
   * @throws {HttpError} CDEK refused to delete it.
   * @see https://apidoc.cdek.ru/#tag/order/operation/delete
   */
  deleteOrder: custom({
    effect: 'delete',
    deadlines: FOLLOWING,
    params: { uuid: order, wait },
    async run({ uuid, wait, ...access }, call) {
      const accepted = await send(call, access, 'DELETE /orders/{uuid}', { uuid });
      return followed(call, access, accepted, { ...state, uuid, isDeletion: true, wait });
    },
  }),
  /** Gets an order with its statuses. */
  getOrder: read('GET /orders/{uuid}', { uuid: order }),
  /**
   * Gets an order by its number.
   *
   * @see https://apidoc.cdek.ru/#tag/order/operation/get
   */
  getOrderByNumber: custom({
    effect: 'read',
    params: {
      number: textOrNumber('Number of the order', { example: '1106207236' }),
      internal: flag("The number is the client's own one, and not CDEK's", { default: false }),
    },
    run: ({ number, internal, ...access }, call) =>
      send(call, access, 'GET /orders', { [internal ? 'im_number' : 'cdek_number']: number }),
  }),
  /**
   * Creates a return of a delivered order by its customer, and waits until CDEK has checked it.
   *
   * It is for whole orders of online stores that CDEK has delivered. For other returns, create an order
   * with `is_client_return`.
   *
   * @returns `related_entities` has the order of the return.
   * @throws {HttpError} CDEK refused the return.
   * @see https://apidoc.cdek.ru/#tag/order/operation/clientReturn
   */
  createCustomerRefund: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      uuid: order,
      tariff: number('Tariff code of the return', { example: '139' }),
      wait,
    },
    async run({ uuid, tariff, wait, ...access }, call) {
      const fields = { uuid, tariff_code: tariff };
      const accepted = await send(call, access, 'POST /orders/{uuid}/clientReturn', fields);
      return followed(call, access, accepted, { ...state, uuid, wait });
    },
  }),
  /**
   * Registers that an order is refused and returns to the store, and waits until CDEK has done it.
   *
   * @throws {HttpError} CDEK did not accept the refusal, such as for a delivered order.
   * @see https://apidoc.cdek.ru/#tag/order/operation/refuse
   */
  createRefusal: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: { uuid: order, wait },
    async run({ uuid, wait, ...access }, call) {
      const accepted = await send(call, access, 'POST /orders/{uuid}/refusal', { uuid });
      return followed(call, access, accepted, { ...state, uuid, wait });
    },
  }),
});

/** The fields that CDEK requires in each change, from the order itself. */
async function requiredOf(
  call: Call,
  access: Access,
  uuid: string,
  given: JsonRecord,
): Promise<JsonRecord> {
  if (given.type !== undefined && given.recipient !== undefined) return {};
  const { entity } = await send(call, access, state.route, { uuid });
  const { type, recipient } = isRecord(entity) ? entity : {};
  // CDEK only returns it.
  const { passport_requirements_satisfied: _, ...person } = isRecord(recipient) ? recipient : {};
  return { type, recipient: person };
}
