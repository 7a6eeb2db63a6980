import { hintTable } from '../../core/rest/hints.js';

/** By CDEK's error codes. */
export const hintFor = hintTable({
  v2_similar_request_still_processed:
    'CDEK still processes an earlier request of this kind. Try again when it has ended.',
  v2_internal_error: 'CDEK failed. Try again later.',
  v2_entity_not_found: 'Check the UUID. The test area and the other one have different UUIDs.',
  v2_entity_forbidden: 'It belongs to another account. Check the account of the token.',
  v2_update_forbidden:
    'An order can be changed only until CDEK has received the parcel. Use CreateRefusal after that.',
  v2_entity_expired: 'A printed form is stored for an hour. Create it again.',
  v2_entity_empty: 'CDEK could print none of the orders. Check their UUIDs and states.',
  v2_sender_location_not_recognized:
    'Set code, fias_guid, or postal_code and city in from_location.',
  v2_recipient_location_not_recognized:
    'Set code, fias_guid, or postal_code and city in to_location.',
  v2_shipment_address_multivalued: 'Set only one of shipment_point and from_location.',
  v2_delivery_address_multivalued: 'Set only one of delivery_point and to_location.',
  v2_intake_exists_by_order: 'The order has a courier invitation already. Delete that first.',
  v2_intake_exists_by_date_address:
    'There is a courier invitation for this day and address already. Delete that first.',
});
