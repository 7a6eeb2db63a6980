import { REFERENCE, type Refuse } from '../connection/connection-url.js';
import { inputError, refuse } from '../definition/kinds/refuse.js';
import { secretKind } from '../definition/kinds/secret.js';
import { accessOf, type Kind, type ParamContext, partContext } from '../definition/param.js';

/** What a service says about its connection strings. `D` is what one stands for. */
interface Reading<D extends object> {
  /** What they look like, for help and errors. */
  takes: string;
  /** True for one that has been read before: one of the config, where it was fixed. */
  is(value: unknown): value is D;
  /** The password, to be masked. */
  passwordOf(destination: D): string | undefined;
  read(text: string, from: DestinationSource): Promise<D>;
}

/** How the parts of a connection string are read. */
export interface DestinationSource {
  /** Creates the error for it. */
  fail: Refuse;
  /** False if a model chose it: then nothing of the user's environment is for that server. */
  isTrusted: boolean;
  /**
   * The password, of which `written` is the text and `decoded` the same without percent signs. One
   * that a user typed as `env:NAME` is looked up.
   */
  passwordFrom(written: string, decoded: string): Promise<string> | string;
}

/** A connection string: all of it is a secret, because it has a password. */
export function destinationKind<D extends object>({
  takes,
  is,
  passwordOf,
  read,
}: Reading<D>): Kind<string, D> {
  const masked = (destination: D, { redactor }: ParamContext) => {
    redactor.add(passwordOf(destination));
    return destination;
  };
  return {
    name: 'secret',
    takes,
    schema: { type: 'string', writeOnly: true },
    async parse(value, context) {
      if (is(value)) return masked(value, context);
      if (typeof value !== 'string') throw refuse(value, context, takes);
      const text = await secretKind.parse(value, context);
      return masked(await read(text, sourceFor(context)), context);
    },
  };
}

function sourceFor(context: ParamContext): DestinationSource {
  const { redactor } = context;
  return {
    fail: (what, hint) =>
      inputError(context, `: the connection string ${redactor.text(what)}`, { hint }),
    isTrusted: accessOf(context).trusted,
    async passwordFrom(written, decoded) {
      // As written and decoded: either can appear in a server's message.
      redactor.add(written);
      const isReference = context.sources && REFERENCE.test(written);
      const password = isReference
        ? await secretKind.parse(decoded, partContext(context, ' (password)'))
        : decoded;
      redactor.add(password);
      return password;
    },
  };
}
