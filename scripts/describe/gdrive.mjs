// Google Drive: the vendor's discovery document, without permissions, labels and capabilities.
import { describedDiscovery } from './discovery.mjs';

const source = {
  from: 'github.com/google/googleapis.dart 444fd6c8',
  date: '2026-08-01',
  licence: 'BSD-3-Clause',
};

/** Fields of a file with large schemas of their own. */
const CUT = [
  ...['capabilities', 'permissions', 'labelInfo', 'downloadRestrictions', 'linkShareMetadata'],
  ...['imageMediaMetadata', 'videoMediaMetadata', 'clientEncryptionDetails'],
];

function keep(schemas) {
  const own = Object.entries(schemas.File.properties).filter(([key]) => !CUT.includes(key));
  return { ...schemas, File: { ...schemas.File, properties: Object.fromEntries(own) } };
}

export default async function describe(read) {
  const document = await read('discovery.json');
  return { 'description.json': describedDiscovery(document, { keep, source }) };
}
