import type { PackageSet } from '../packages/package-set.js';
import { isRecord, type JsonRecord } from '../util/is-record.js';
import { type CallOption, httpCallOptions } from './call-params.js';
import type { Category } from './category.js';
import { type AnyMethod, type Definition, isMethod } from './method.js';

interface About {
  /** The name of its folder and its command. */
  name: string;
  /** Its name in programs, if `name` is not a valid identifier: `sevenZip` for `7z`. */
  identifier?: string;
  title: string;
  /** Its group in lists of services. */
  category: Category;
  /** What it is for, in one sentence. */
  summary: string;
  /** The packages that it needs and that OInt does not include: `oint install` adds them. */
  needs?: PackageSet;
  /** Its address, if it has only one. No method has a param for the address then. */
  address?: string;
  /** The call options of its methods, if they differ from those of HTTP. */
  callOptions?: readonly CallOption[];
}

/** A service as its `service.ts` describes it. Its methods come from the files of its regions. */
export interface ServiceSpec extends About {
  /** Region titles in the reference's order, each with the exports of its file or a table. */
  regions: Readonly<Record<string, JsonRecord>>;
  /** Sends any request, for what no method does: only at the command line. */
  request?: AnyMethod;
}

export interface Service extends About {
  callOptions: readonly CallOption[];
  regions: readonly Region[];
  /** Sends any request. It is not among the methods: models are not offered it. */
  request: Definition | undefined;
  /** All its methods, by the names that users type. */
  methods: ReadonlyMap<string, Definition>;
}

interface Region {
  title: string;
  methods: readonly ExportedMethod[];
}

export interface ExportedMethod {
  /** Its name in programs. */
  key: string;
  definition: Definition;
}

export function service({ regions: described, request, ...about }: ServiceSpec): Service {
  const regions = Object.entries(described).map(([title, exports]) => ({
    title,
    methods: definitionsOf(exports),
  }));
  const definitions = regions.flatMap(({ methods }) => methods.map(({ definition }) => definition));
  return {
    // A service with a fixed address can also be reached at another one, such as a gateway.
    callOptions: about.address ? [...httpCallOptions, 'baseUrl'] : httpCallOptions,
    ...about,
    regions,
    request: request?.definition,
    methods: new Map(definitions.map((found) => [found.name, found])),
  };
}

/** The methods among the exports of a file, and in its tables: objects that contain methods. */
export function definitionsOf(exports: JsonRecord): ExportedMethod[] {
  const found = Object.entries(exports).flatMap(([key, value]) =>
    isRecord(value) ? Object.entries(value).flatMap(named) : named([key, value]),
  );
  // A method of a table may also be exported on its own.
  return [...new Map(found.map((method) => [method.definition, method])).values()];
}

function named([key, value]: [string, unknown]): ExportedMethod[] {
  return isMethod(value) ? [{ key, definition: value.definition }] : [];
}
