import { structure } from '../../core/definition/structure.js';
import { shipmentAdditions, shipmentsFilter } from './structures.js';

/** Returns the additional fields of GetFBOShipmentsList. */
export const getShipmentAdditionalFields = structure(
  'ozon',
  'GetShipmentAdditionalFields',
  shipmentAdditions,
);

/** Returns the fields of the filter of GetFBOShipmentsList. */
export const getShipmentsFilterStructure = structure(
  'ozon',
  'GetShipmentsFilterStructure',
  shipmentsFilter,
);
