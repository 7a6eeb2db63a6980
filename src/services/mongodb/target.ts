import { connection as connectionParam } from '../../core/connection/connection.js';
import { decode } from '../../core/connection/connection-url.js';
import { param } from '../../core/definition/param.js';
import { destinationKind } from '../../core/sql/destination.js';
import { Destination } from './address.js';
import { isConnection } from './connection.js';
import { addressIn, TAKES } from './connection-string.js';

const kind = destinationKind<Destination>({
  takes: TAKES,
  is: (value) => value instanceof Destination,
  passwordOf: ({ address }) => address.password,
  async read(text, { fail, passwordFrom }) {
    const address = addressIn(text, fail);
    const { password: written, proxy } = address;
    const password = written && (await passwordFrom(written, decode(written, fail)));
    const ofProxy = proxy?.password;
    const found = ofProxy && (await passwordFrom(ofProxy, ofProxy));
    return new Destination({
      ...address,
      password,
      proxy: proxy && { ...proxy, password: found },
    });
  },
});

const example = 'mongodb://user:password@localhost:27017/shop?authSource=admin';

/** For every method that uses a connection. */
export const connection = connectionParam(
  { is: isConnection, settings: kind },
  'Connection string, or an open connection',
  { option: 'dbc', role: 'destination', reach: 'read', example },
);

export const connectionString = param(
  kind,
  'Connection string, such as from GenerateConnectionString',
  { option: 'string', role: 'destination', reach: 'read', example },
);
