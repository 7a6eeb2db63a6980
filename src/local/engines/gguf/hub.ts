import { Call } from '../../../core/definition/call.js';
import type { CallOptions } from '../../../core/definition/call-options.js';
import type { Labels } from '../../../core/definition/labels.js';
import { InputError, ResponseError } from '../../../core/errors/errors.js';
import type { RequestSpec } from '../../../core/http/build.js';
import { request } from '../../../core/http/request.js';
import { path, serviceAddress } from '../../../core/http/url.js';
import { cut } from '../../../core/util/cut.js';
import { isRecord } from '../../../core/util/is-record.js';

/** A reference to a model on the hub: `hf:owner/name` or `hf:owner/name:file`. */
export interface HubSpec {
  owner: string;
  name: string;
  /** A file name, or a part of one that identifies it: `Q8_0`. */
  file: string | undefined;
}

/** A file of a model on the hub. */
export interface HubFile {
  /** Its name on the hub, including the folder. */
  name: string;
  bytes: number;
  /** The SHA-256 of its bytes, in hexadecimal. */
  sha256: string;
  /** The URL of this revision: later changes have other URLs. */
  url: URL;
}

/** The usual choice when a model comes in several quantizations. */
const USUAL = /q4_k_m/i;
const PART = /-\d{5}-of-\d{5}(?=\.gguf$)/;

/** Reads `hf:owner/name[:file]`. Throws an `InputError`. */
export function readHubSpec(spec: string): HubSpec {
  const [, owner, name, file] = /^hf:([\w.-]+)\/([\w.-]+)(?::([^:]+))?$/.exec(spec) ?? [];
  if (owner && name && !/^\.+$/.test(owner) && !/^\.+$/.test(name)) return { owner, name, file };
  throw new InputError({
    message: `"${cut(spec, 100)}" is not a model on the hub`,
    hint: 'Use hf:owner/name, or hf:owner/name:file to choose a file.',
  });
}

/** Lists the files of the model: one, or all its parts. */
export async function hubFiles(spec: HubSpec, signal?: AbortSignal): Promise<readonly HubFile[]> {
  const call = hubCall({ signal });
  const base = hubAddress(call);
  const { owner, name } = spec;
  const url = new URL(`${base}${path`/api/models/${owner}/${name}`}?blobs=true`);
  const answer = await request(call, 'GET', url, access(spec, call));
  if (!isRecord(answer) || typeof answer.sha !== 'string' || !Array.isArray(answer.siblings)) {
    throw new ResponseError({
      method: call.method,
      message: `the hub's response about ${owner}/${name} is not valid`,
      hint: 'Check HF_ENDPOINT.',
    });
  }
  const address = `${base}${path`/${owner}/${name}/resolve/${answer.sha}`}`;
  const all = answer.siblings.flatMap((one) => readFile(one, address));
  return choose(all, spec);
}

/** Request settings for the hub: the token, and hints for when it refuses. */
export function access({ owner, name }: HubSpec, call: Call): RequestSpec {
  const token = process.env.HF_TOKEN ?? '';
  const page = `${hubAddress(call)}/${owner}/${name}`;
  return {
    token,
    hint({ status }) {
      if (status === 404) return `Check the name. See ${page}`;
      if (status !== 401 && status !== 403) return undefined;
      return token === ''
        ? `The model does not exist or needs a token: set HF_TOKEN and accept its terms at ${page}`
        : `The token in HF_TOKEN has no access: accept the model's terms at ${page}`;
    },
  };
}

/** The hub is not used by a method: its settings are environment variables. */
const labels: Labels = {
  param: (key) => key,
  callOption: (name) => (name === 'baseUrl' ? 'HF_ENDPOINT' : undefined),
  callOptions: () => undefined,
  stream: undefined,
  partial: undefined,
};

export function hubCall(options: CallOptions): Call {
  const baseUrl = process.env.HF_ENDPOINT || undefined;
  return new Call('local pull', 'read', { ...options, baseUrl }, { labels });
}

function hubAddress(call: Call): string {
  return serviceAddress(call, 'https://huggingface.co');
}

function readFile(entry: unknown, address: string): HubFile[] {
  if (!isRecord(entry) || typeof entry.rfilename !== 'string' || !isRecord(entry.lfs)) return [];
  const { rfilename: name, lfs } = entry;
  const sha256 = String(lfs.sha256 ?? '');
  const bytes = Number(lfs.size);
  if (!/^[0-9a-f]{64}$/.test(sha256) || !Number.isSafeInteger(bytes)) return [];
  if (!name.endsWith('.gguf') || /mmproj/i.test(name) || /(^|\/)\.+(\/|$)/.test(name)) return [];
  const steps = name.split('/').map((step) => path`/${step}`);
  return [{ name, bytes, sha256, url: new URL(`${address}${steps.join('')}`) }];
}

function choose(files: readonly HubFile[], spec: HubSpec): readonly HubFile[] {
  const groups = grouped(files);
  const names = [...groups.keys()];
  const found = matching(names, spec.file);
  if (found.length === 1) return groups.get(found[0]!)!;
  const what = `${spec.owner}/${spec.name}`;
  if (names.length === 0) {
    const hint = 'Look for a model whose name ends in GGUF.';
    throw new InputError({ message: `${what} has no GGUF files`, hint });
  }
  throw new InputError({
    message: `${what} has ${names.length} GGUF files${spec.file ? `, and ${found.length === 0 ? 'none' : 'more than one'} matches "${spec.file}"` : ''}`,
    hint: `Choose one: ${names.map((name) => `hf:${what}:${name}`).join(', ')}`,
  });
}

/** The file with this name, or else the files whose names contain it; without a name, the usual one. */
export function matching(names: readonly string[], file: string | undefined): readonly string[] {
  if (file === undefined) {
    return names.length === 1 ? names : names.filter((name) => USUAL.test(name));
  }
  const wanted = file.toLowerCase();
  const exact = names.filter((name) => [wanted, `${wanted}.gguf`].includes(name.toLowerCase()));
  return exact.length > 0 ? exact : names.filter((name) => name.toLowerCase().includes(wanted));
}

/** The file name without its part number. */
function stem({ name }: HubFile): string {
  return name.replace(PART, '');
}

function grouped(files: readonly HubFile[]): Map<string, HubFile[]> {
  const groups = new Map<string, HubFile[]>();
  for (const file of files) groups.set(stem(file), [...(groups.get(stem(file)) ?? []), file]);
  return groups;
}
