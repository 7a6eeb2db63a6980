import { typeByName } from '../../core/files/media-type.js';

/** The media type that an upload is announced with: the API has it as a must. */
export async function uploadType(name: string): Promise<string> {
  if (/\.jsonl$/i.test(name)) return 'text/jsonl';
  return (await typeByName(name)) ?? 'application/octet-stream';
}
