/**
 * Orders, couriers, printed forms and offices of CDEK, a delivery company.
 *
 * @module
 */
import * as auth from './auth.js';
import { delivery } from './delivery.js';
import { documents } from './documents.js';
import * as offices from './offices.js';
import { orders } from './orders.js';
import { payments } from './payments.js';
import { printing } from './printing.js';
import * as templates from './templates.js';

// Typed by name, so that the published types have the docstrings.
const cdek: typeof auth &
  typeof payments &
  typeof offices &
  typeof orders &
  typeof printing &
  typeof documents &
  typeof delivery &
  typeof templates = {
  ...auth,
  ...payments,
  ...offices,
  ...orders,
  ...printing,
  ...documents,
  ...delivery,
  ...templates,
};
export default cdek;
