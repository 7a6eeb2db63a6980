// Google Calendar: the vendor's discovery document, of the methods that the service uses.
import { describedDiscovery } from './discovery.mjs';

export default async function describe(read) {
  const document = await read('discovery.json');
  const { calendarList } = document.resources;
  // The document of the methods of the reference, which replaced the whole entry.
  calendarList.methods.patch = { ...calendarList.methods.update, httpMethod: 'PATCH' };
  delete calendarList.methods.update;
  // A change removes a value with null.
  const { EventDateTime } = document.schemas;
  // It has no offset if there is a time zone.
  delete EventDateTime.properties.dateTime.format;
  for (const [name, one] of Object.entries(EventDateTime.properties)) {
    EventDateTime.properties[name] = { anyOf: [one, { type: 'null' }] };
  }
  const source = {
    from: 'github.com/google/googleapis.dart 444fd6c8',
    date: '2026-08-01',
    licence: 'BSD-3-Clause',
  };
  return { 'description.json': describedDiscovery(document, { source }) };
}
