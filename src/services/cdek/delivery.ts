import { knownFields } from '../../core/definition/kinds/index.js';
import { orderInQuery, uuid, wait } from './fields.js';
import { FOLLOWING, followed } from './follow.js';
import { readable } from './records.js';
import { appointment, invitation } from './structures.js';
import { custom, read, send, table } from './wire.js';

const intake = uuid('courier invitation');
const ofIntake = { route: 'GET /intakes/{uuid}', see: 'GetCourierInvitation' } as const;
const ofAppointment = { route: 'GET /delivery/{uuid}', see: 'GetDeliveryAppointment' } as const;

export const delivery = table({
  /** Gets the days and times at which an order can be delivered. */
  getAvailableDeliveryIntervals: read('GET /delivery/intervals', { uuid: orderInQuery }),
  /**
   * Invites a courier to pick up a parcel, and waits until CDEK has checked it.
   *
   * @returns `entity` has the number of the invitation.
   * @throws {HttpError} CDEK refused it: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/intake/operation/create
   */
  createCourierInvitation: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      intake: knownFields(invitation, 'Invitation: see GetCourierInvitationsDescription', {
        example:
          "{'order_uuid':'72753031-826d-4ef7-b127-1074f405b269','intake_date':'2026-12-01','intake_time_from':'10:00','intake_time_to':'17:00'}",
      }),
      wait,
    },
    async run({ intake, wait, ...access }, call) {
      const accepted = await send(call, access, 'POST /intakes', readable(intake));
      return followed(call, access, accepted, { ...ofIntake, wait });
    },
  }),
  /** Gets a courier invitation with its statuses. */
  getCourierInvitation: read('GET /intakes/{uuid}', { uuid: intake }),
  /**
   * Deletes a courier invitation, and waits until CDEK has done it.
   *
   * @returns The `state` of the request is SUCCESSFUL if CDEK no longer has the invitation.
   * @throws {HttpError} CDEK refused to delete it.
   * @see https://apidoc.cdek.ru/#tag/intake/operation/deleteByUuid
   */
  deleteCourierInvitation: custom({
    effect: 'delete',
    deadlines: FOLLOWING,
    params: { uuid: intake, wait },
    async run({ uuid, wait, ...access }, call) {
      const accepted = await send(call, access, 'DELETE /intakes/{uuid}', { uuid });
      return followed(call, access, accepted, { ...ofIntake, uuid, isDeletion: true, wait });
    },
  }),
  /**
   * Registers the day, time and place of delivery that the recipient agreed to.
   *
   * It waits until CDEK has checked them.
   *
   * @throws {HttpError} CDEK refused it: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/schedule/operation/register_2
   */
  registerDeliveryAppointment: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      appointment: knownFields(appointment, 'Appointment: see GetAppointmentDescription', {
        option: 'appt',
        example:
          "{'order_uuid':'72753031-826d-4ef7-b127-1074f405b269','date':'2026-12-03','time_from':'10:00','time_to':'14:00'}",
      }),
      wait,
    },
    async run({ appointment, wait, ...access }, call) {
      const accepted = await send(call, access, 'POST /delivery', readable(appointment));
      return followed(call, access, accepted, { ...ofAppointment, wait });
    },
  }),
  /** Gets the appointment for a delivery. */
  getDeliveryAppointment: read('GET /delivery/{uuid}', { uuid: uuid('appointment') }),
});
