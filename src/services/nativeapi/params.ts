import { type Connection, openConnection } from '../../core/connection/connection.js';
import { number, text, textOrNumber } from '../../core/definition/kinds/index.js';
import { pathKind } from '../../core/definition/kinds/path.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { accessOf, type Kind, param } from '../../core/definition/param.js';
import { NativeHost } from './host.js';

const LIBRARY = 'the path of a component (.so or .dll)';

export const isHost = (value: unknown): value is NativeHost => value instanceof NativeHost;

/** The path of a library, which only people and programs may give. */
export const libraryKind: Kind<string, string> = {
  ...pathKind(LIBRARY),
  parse(value, context) {
    if (!accessOf(context).trusted) {
      throw inputError(context, ': loading native code is not allowed');
    }
    return pathKind(LIBRARY).parse(value, context);
  },
};

const hostKind: Kind<string | (Connection & NativeHost), string | NativeHost> = {
  ...libraryKind,
  name: 'connection',
  takes: `${LIBRARY}, or a host from CreateHost`,
  parse: (value, context) => (isHost(value) ? value : libraryKind.parse(value, context)),
};

export const host = param(hostKind, 'Path of the component, or a host from CreateHost', {
  reach: 'code',
  example: './calculator.so',
});

/** The param of methods that need an open host. */
export const openHost = openConnection(
  isHost,
  'Host from CreateHost',
  { option: 'host', example: 'host' },
  'an open host, as CreateHost returns it',
);

export const instance = text('ID of an instance, or a class for one that exists during the call', {
  option: 'class',
  example: 'Calculator',
});

export const property = textOrNumber('Name of the property, or its number from 0', {
  option: 'prop',
  example: 'Precision',
});

export const time = number('Longest time of a call in milliseconds; with a host, its own applies', {
  default: 60_000,
});
