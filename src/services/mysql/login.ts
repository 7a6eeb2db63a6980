import { signature } from './ed25519.js';

/** Why a login was given up, although the server might accept it. */
export class LoginRefused extends Error {
  readonly reason: 'NO_SERVER_KEY' | 'CLEAR_PASSWORD' | 'UNKNOWN_LOGIN';

  constructor(reason: LoginRefused['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

type Answer = (data: Buffer) => Buffer | null | undefined | Promise<Buffer | null | undefined>;
/** A way to log in, in the driver's form. */
type Plugin = (context: object) => Answer;

/** The driver's own ways to log in. */
export interface DriverPlugins {
  caching_sha2_password(options: object): Plugin;
  sha256_password(options: object): Plugin;
}

interface Login {
  password: string | undefined;
  /** True over TLS, and over a socket on this machine. */
  isPrivate: boolean;
  trustsServerKey: boolean;
  /** The server's RSA key, if the caller has it. */
  serverKey: string | undefined;
}

/** The bytes with which a client asks for the server's RSA key. */
const KEY_REQUESTS: Readonly<Record<string, number>> = {
  caching_sha2_password: 2,
  sha256_password: 1,
};

/**
 * The ways to log in that need more care than the driver's own: a password must not be encrypted with
 * a key that anybody on the network could have sent.
 */
export function loginPlugins(driver: DriverPlugins, login: Login): Record<string, Plugin> {
  const { password = '', isPrivate, serverKey } = login;
  const options = { overrideIsSecure: isPrivate, serverPublicKey: serverKey };
  return {
    caching_sha2_password: guarded(
      'caching_sha2_password',
      driver.caching_sha2_password(options),
      login,
    ),
    sha256_password: guarded('sha256_password', driver.sha256_password(options), login),
    client_ed25519: () => (challenge) => signature(password, challenge.subarray(0, 32)),
    mysql_clear_password: () => () => {
      throw new LoginRefused(
        'CLEAR_PASSWORD',
        'the server asks for the password as clear text (mysql_clear_password), which is not supported',
      );
    },
  };
}

function guarded(name: string, plugin: Plugin, { isPrivate, trustsServerKey }: Login): Plugin {
  return (context) => {
    const answer = plugin(context);
    return async (data) => {
      const reply = await answer(data);
      const asksForKey = reply?.length === 1 && reply[0] === KEY_REQUESTS[name];
      if (!asksForKey || isPrivate || trustsServerKey) return reply;
      throw new LoginRefused(
        'NO_SERVER_KEY',
        `the connection is not encrypted, and ${name} needs the RSA key of the server: one that comes over the network could be that of another server, which would get the password`,
      );
    };
  };
}
