import params from './params.json' with { type: 'json' };

/** A param of a method, as the reference names it and at its position. */
export interface Position<P> {
  name: string;
  russian: string;
  /** The name of its option. */
  option: string;
  /** Ours; `undefined` for one of the reference's that OInt does not have. */
  param: P | undefined;
}

interface Names {
  /** Russian names by English ones. */
  russian: Readonly<Record<string, string>>;
  /**
   * By service and method: the names of its params in order, as `Name`, or as `Name=Russian` if the
   * Russian name is not the usual one. `Name:option` is the option at this position if ours have another
   * order, or if we do not have it.
   */
  methods: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const { russian: usual, methods }: Names = params;

/**
 * The params of a method by position: first the reference's, then those that only OInt has, which have
 * the same name in both languages.
 */
export function positionsOf<P extends { key: string; option: string }>(
  service: string,
  method: string,
  own: readonly P[],
): Position<P>[] {
  const named = (methods[service]?.[method] ?? '').split(', ').filter(Boolean).map(read);
  const explicit = new Set(named.map(({ option }) => option));
  const rest = own.filter(({ option }) => !explicit.has(option));
  const positions = named.map(({ name, russian, option }) => {
    const param = option === undefined ? rest.shift() : own.find((one) => one.option === option);
    return { name, russian, option: option ?? param?.option ?? '', param };
  });
  return [...positions, ...rest.map(onlyOurs)];
}

function read(entry: string) {
  const [names = '', option] = entry.split(':');
  const [name = '', russian = usual[name] ?? name] = names.split('=');
  return { name, russian, option };
}

function onlyOurs<P extends { key: string; option: string }>(param: P): Position<P> {
  const { key, option } = param;
  const name = key.charAt(0).toUpperCase() + key.slice(1);
  return { name, russian: name, option, param };
}
