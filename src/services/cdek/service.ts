import { service } from '../../core/definition/service.js';
import { getToken } from './auth.js';
import { delivery } from './delivery.js';
import { documents } from './documents.js';
import * as offices from './offices.js';
import { orders } from './orders.js';
import { payments } from './payments.js';
import { printing } from './printing.js';
import {
  getAppointmentDescription,
  getCourierInvitationsDescription,
  getOfficeFilterDescription,
  getOrderDescription,
} from './templates.js';
import { API } from './vendor.js';
import { request } from './wire.js';

export default service({
  name: 'cdek',
  title: 'CDEK',
  category: 'E-commerce and delivery',
  summary: 'Orders, couriers, printed forms and offices of CDEK',
  address: API,
  regions: {
    'Common methods': { getToken, ...payments, ...offices, getOfficeFilterDescription },
    'Order management': { ...orders, ...printing, ...documents, getOrderDescription },
    'Delivery management': {
      ...delivery,
      getCourierInvitationsDescription,
      getAppointmentDescription,
    },
  },
  request,
});
