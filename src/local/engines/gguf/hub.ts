import { Call } from '../../../core/definition/call.js';
import type { CallOptions } from '../../../core/definition/call-options.js';
import type { Labels } from '../../../core/definition/labels.js';
import { InputError, ResponseError } from '../../../core/errors/errors.js';
import type { RequestSpec } from '../../../core/http/build.js';
import { request } from '../../../core/http/request.js';
import { path, serviceAddress } from '../../../core/http/url.js';
import { isRecord } from '../../../core/util/is-record.js';

/** A model of the hub, as it is asked for: `hf:owner/name`, `hf:owner/name:file`. */
export interface HubSpec {
  owner: string;
  name: string;
  /** A file's name, or a part of it that says which: `Q8_0`. */
  file: string | undefined;
}

/** A file of a model on the hub. */
export interface HubFile {
  /** As the hub names it; in a folder, with the folder. */
  name: string;
  bytes: number;
  /** The digest of its bytes, in hexadecimal digits. */
  sha256: string;
  /** It as it was when it was looked at: what is changed later has another address. */
  url: URL;
}

/** What most people take where a model comes in several precisions. */
const USUAL = /q4_k_m/i;
const PART = /-\d{5}-of-\d{5}(?=\.gguf$)/;

/** Reads `hf:owner/name[:file]`. Throws an `InputError`. */
export function readHubSpec(spec: string): HubSpec {
  const [, owner, name, file] = /^hf:([\w.-]+)\/([\w.-]+)(?::([^:]+))?$/.exec(spec) ?? [];
  if (owner && name && !/^\.+$/.test(owner) && !/^\.+$/.test(name)) return { owner, name, file };
  throw new InputError({
    message: `"${spec.slice(0, 100)}" is no model of the hub`,
    hint: 'Give it as hf:owner/name, or hf:owner/name:file to say which of its files.',
  });
}

/** The files that make up the model: one, or all its parts. */
export async function hubFiles(spec: HubSpec, signal?: AbortSignal): Promise<readonly HubFile[]> {
  const call = hubCall({ signal });
  const base = hubAddress(call);
  const { owner, name } = spec;
  const url = new URL(`${base}${path`/api/models/${owner}/${name}`}?blobs=true`);
  const answer = await request(call, 'GET', url, access(spec, call));
  if (!isRecord(answer) || typeof answer.sha !== 'string' || !Array.isArray(answer.siblings)) {
    throw new ResponseError({
      method: call.method,
      message: `the hub's answer about ${owner}/${name} is not understood`,
      hint: 'Is HF_ENDPOINT the address of a hub?',
    });
  }
  const address = `${base}${path`/${owner}/${name}/resolve/${answer.sha}`}`;
  const all = answer.siblings.flatMap((one) => readFile(one, address));
  return choose(all, spec);
}

/** How the hub is asked: with the token, and with what to do when it refuses. */
export function access({ owner, name }: HubSpec, call: Call): RequestSpec {
  const token = process.env.HF_TOKEN ?? '';
  const page = `${hubAddress(call)}/${owner}/${name}`;
  return {
    token,
    hint({ status }) {
      if (status === 404) return `Is the name right? See ${page}`;
      if (status !== 401 && status !== 403) return undefined;
      return token === ''
        ? `There is no such model, or it needs a token: set HF_TOKEN, and accept its terms at ${page}`
        : `The token in HF_TOKEN may not read it: accept the model's terms at ${page}`;
    },
  };
}

/** The hub is not asked by a method: what can be set about it are variables of the environment. */
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
    const hint = 'Look for one whose name ends in GGUF.';
    throw new InputError({ message: `${what} has no GGUF files`, hint });
  }
  throw new InputError({
    message: `${what} has ${names.length} GGUF files${spec.file ? `, and "${spec.file}" is ${found.length === 0 ? 'none' : 'not one'} of them` : ''}`,
    hint: `Say which: ${names.map((name) => `hf:${what}:${name}`).join(', ')}`,
  });
}

/** The file of that name, else those with it in their names; without one, the usual. */
export function matching(names: readonly string[], file: string | undefined): readonly string[] {
  if (file === undefined) {
    return names.length === 1 ? names : names.filter((name) => USUAL.test(name));
  }
  const wanted = file.toLowerCase();
  const exact = names.filter((name) => [wanted, `${wanted}.gguf`].includes(name.toLowerCase()));
  return exact.length > 0 ? exact : names.filter((name) => name.toLowerCase().includes(wanted));
}

/** Its name without the number of the part. */
function stem({ name }: HubFile): string {
  return name.replace(PART, '');
}

function grouped(files: readonly HubFile[]): Map<string, HubFile[]> {
  const groups = new Map<string, HubFile[]>();
  for (const file of files) groups.set(stem(file), [...(groups.get(stem(file)) ?? []), file]);
  return groups;
}
