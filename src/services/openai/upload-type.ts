import { typeByName } from '../../core/files/media-type.js';

/** The media type for an upload: the API requires one. */
export async function uploadType(name: string): Promise<string> {
  if (/\.jsonl$/i.test(name)) return 'text/jsonl';
  return (await typeByName(name)) ?? 'application/octet-stream';
}
