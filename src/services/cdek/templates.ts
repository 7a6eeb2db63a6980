import { flag } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { empty, type Fields, filled, structure } from '../../core/definition/structure.js';
import * as fields from './structures.js';

const required = flag('Only the fields that CDEK requires', { default: false });

/** A template that may be reduced to the fields that CDEK requires. */
function template(name: string, all: Fields, least: Fields) {
  return method('cdek', name, {
    effect: 'read',
    offline: true,
    params: { empty, required },
    run: ({ empty, required }) => filled(required ? least : all, empty),
  });
}

/** Returns the fields of a filter for GetOfficeList. */
export const getOfficeFilterDescription = structure(
  'cdek',
  'GetOfficeFilterDescription',
  fields.officeFilter,
);

/** Returns the fields of an order for CreateOrder. */
export const getOrderDescription = method('cdek', 'GetOrderDescription', {
  effect: 'read',
  offline: true,
  params: {
    empty,
    required,
    onlineStore: flag('Also the fields of online stores', { option: 'ostore', default: false }),
  },
  run({ empty, required, onlineStore }) {
    if (required) return filled(fields.requiredOrder, empty);
    return filled(onlineStore ? fields.fullOrder : fields.deliveryOrder, empty);
  },
});

/** Returns the fields of a courier invitation for CreateCourierInvitation. */
export const getCourierInvitationsDescription = template(
  'GetCourierInvitationsDescription',
  fields.invitation,
  fields.requiredInvitation,
);

/** Returns the fields of an appointment for RegisterDeliveryAppointment. */
export const getAppointmentDescription = template(
  'GetAppointmentDescription',
  fields.appointment,
  fields.requiredAppointment,
);
