import type { JsonRecord } from '../../core/util/is-record.js';
import { inFolder } from './fields.js';

/** The fields of GetFileDescription. */
export const descriptionTemplate = {
  MIME: 'media type: image/jpeg',
  Name: 'name with extension: New file.jpg',
  Description: 'description',
  Parent: 'ID of the folder; root for My Drive',
};

/** The API's names of those fields. */
const RENAMED: Readonly<Record<string, string>> = {
  MIME: 'mimeType',
  Name: 'name',
  Description: 'description',
  Parent: 'parents',
};

/** Fields of a file in the API that a caller may set. */
const OWN = [
  ...['name', 'mimeType', 'description', 'parents', 'createdTime', 'modifiedTime', 'starred'],
  ...['properties', 'appProperties', 'folderColorRgb', 'originalFilename', 'contentHints', 'id'],
  ...['copyRequiresWriterPermission', 'writersCanShare', 'contentRestrictions'],
];

export const descriptionFields = [...Object.keys(RENAMED), ...OWN];

/** The metadata of a file in the API's fields. Fields without a value are left out. */
export function metadataOf(props: JsonRecord): JsonRecord {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(props)) {
    if (value === '' || value === null || value === undefined) continue;
    const isParent = name === 'Parent';
    fields[RENAMED[name] ?? name] = isParent ? inFolder(String(value)) : value;
  }
  return fields;
}
