import { existsHere } from '../access/files.js';
import { inputError } from '../definition/kinds/refuse.js';
import { accessOf, type ParamContext } from '../definition/param.js';
import { readUserConfig } from './user-config.js';

/** A server as people name it for ssh: `user@host`, `host:2222`, `ssh://…`, a name in ~/.ssh/config. */
interface Destination {
  user: string | undefined;
  host: string;
  port: number | undefined;
}

const DESTINATION =
  /^(?<scheme>ssh:\/\/)?(?:(?<user>[^\s@/:{}[\]'"]+)@)?(?<host>\[[\da-f:.]+\]|[a-z\d_][\w.-]*)(?::(?<port>\d{1,5}))?\/?$/i;

/**
 * Reads a destination. JSON, and the name of a file with settings, is not one. Only what a user typed
 * may be a name alone.
 */
export function destinationIn(
  text: string,
  context: ParamContext,
  mayBeName = context.sources !== undefined,
): Destination | undefined {
  const { scheme, user, host, port } = DESTINATION.exec(text)?.groups ?? {};
  if (host === undefined) return undefined;
  const isClear = scheme !== undefined || user !== undefined;
  const isOther = /^(true|false|null|\d+)$/.test(text) || /\.json$/i.test(text);
  if (!isClear && (isOther || !mayBeName || existsHere(text))) return undefined;
  return {
    user,
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? undefined : Number(port),
  };
}

/** Settings for a destination, as `ssh` would find them, and the keys and the host in between. */
export interface Found {
  settings: { host: string; port?: number; username: string };
  identities: readonly string[];
  jump: string | undefined;
}

export async function settingsFor(
  { user, host, port }: Destination,
  context: ParamContext,
): Promise<Found> {
  // A model learns nothing from the user's configuration.
  if (!accessOf(context).trusted) {
    if (user === undefined) throw inputError(context, ': the user name is missing');
    return {
      settings: { host, ...(port && { port }), username: user },
      identities: [],
      jump: undefined,
    };
  }
  const found = await readUserConfig(host, user);
  if (found.unsupported !== undefined) {
    throw inputError(context, `: ${found.unsupported} of ~/.ssh/config is not supported`, {
      hint: 'Use ProxyJump there, or settings with a proxy.',
    });
  }
  const at = port ?? found.port;
  return {
    settings: { host: found.host, ...(at && { port: at }), username: user ?? found.user },
    identities: found.identities,
    jump: found.jump,
  };
}
