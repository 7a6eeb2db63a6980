import { addressOf } from '../../core/connection/connect.js';
import {
  checkFields,
  type Fail,
  failing,
  hostOf,
  portOf,
  secondsOf,
  textField,
  withSecrets,
} from '../../core/connection/settings-fields.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import type { Kind } from '../../core/definition/param.js';
import { LONGEST_REQUEST } from '../../core/rcon/packet.js';

/** The address and password of a server, as FormConnectionParameters returns them. */
export type RconSettingsRecord = {
  url: string;
  password: string;
  /** In seconds. */
  read_timeout: number;
  write_timeout: number;
};

/** The same as it is used. */
export interface RconSettings {
  host: string;
  port: number;
  password: string;
  /** In milliseconds; the usual limits if they are left out. */
  readTimeout: number | undefined;
  writeTimeout: number | undefined;
}

const TAKES =
  "settings, as FormConnectionParameters returns them: {'url':'127.0.0.1:25575','password':'…'}";

export const settingsKind: Kind<Given<RconSettingsRecord> | string, RconSettings> = {
  name: 'record',
  takes: TAKES,
  schema: { type: 'object' },
  async parse(value, context) {
    const record = await recordKind.parse(value, context);
    checkFields(record, ['url', 'password', 'read_timeout', 'write_timeout'], context);
    const fail = failing(context, TAKES);
    const found = await withSecrets(record, ['password'], context);
    const password = textField(found, 'password', context);
    if (password === undefined) throw fail('password is missing');
    if (Buffer.byteLength(password) > LONGEST_REQUEST || password.includes('\0')) {
      throw fail('password is too long, or has a NUL character');
    }
    const [read, write] = ['read_timeout', 'write_timeout'].map((name) =>
      secondsOf(found, name, fail),
    );
    return {
      ...serverOf(textField(found, 'url', context), fail),
      password,
      readTimeout: read && read * 1000,
      writeTimeout: write && write * 1000,
    };
  },
};

const SERVER = /^(?:rcon:\/\/)?(\[[^\]]*\]|[^:]*):(\d{1,5})\/?$/;

/** The port is not guessed: each game has its own. */
function serverOf(url: string | undefined, fail: Fail): { host: string; port: number } {
  if (url === undefined) throw fail('url is missing');
  const [, host, port] = SERVER.exec(url.trim()) ?? [];
  if (port === undefined) {
    throw fail('url must be host:port; Minecraft usually has port 25575, Source games have 27015');
  }
  return { host: hostOf(host, fail), port: portOf(port, 0, fail) };
}

export function serverName({ host, port }: RconSettings): string {
  return addressOf(host, port);
}
