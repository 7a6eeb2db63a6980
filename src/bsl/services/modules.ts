import { ScriptError } from '../values/errors.js';
import { BslObject, define, METHOD } from '../values/object.js';
import { SERVICE_NAMES, type ServiceNames } from './names.js';
import { fromPlain, toPlain } from './values.js';
import type { Answer, Request } from './wire.js';

/** Asks the main thread, and waits for its answer. */
export type Ask = (request: Request) => Answer;

/** The result of a request. What could not be answered at all is an error of the script. */
export function answerOf(ask: Ask, request: Request): unknown {
  const answer = ask(request);
  if (answer.ok) return answer.value;
  throw new ScriptError(answer.message);
}

/** The module of a service, such as `OPI_OpenAI`: its methods by their names in both languages. */
class ServiceModule extends BslObject {
  readonly name: string;

  constructor(service: string, names: ServiceNames, extra: readonly string[], ask: Ask) {
    super();
    this.name = names.module;
    const all = Object.entries(names.methods);
    for (const [method, russian] of [...all, ...extra.map((own) => [own, own] as const)]) {
      const isStructure = names.structures.includes(method);
      const call = (...args: unknown[]) => {
        const plain = args.map((arg) => toPlain(arg));
        const value = answerOf(ask, { service, method, args: plain });
        return fromPlain(value, isStructure);
      };
      for (const name of [method, russian])
        Object.defineProperty(this, METHOD + name.toLowerCase(), { value: call });
    }
  }

  override toText(): string {
    return this.name;
  }
}

define(ServiceModule, { type: 'ОбщийМодуль CommonModule' });

/** The modules of all services, by their names, each created when a script first uses it. */
export function serviceModules(
  ask: Ask,
  methodsOf: (service: string) => readonly string[] | undefined,
): Record<string, () => unknown> {
  const modules: Record<string, () => unknown> = {};
  for (const [service, names] of Object.entries(SERVICE_NAMES)) {
    let created: ServiceModule | undefined;
    const get = () => {
      created ??= new ServiceModule(service, names, missing(service, names, methodsOf), ask);
      return created;
    };
    modules[`${names.module} ${names.russian}`] = get;
  }
  return modules;
}

/** The methods of a service that the reference does not have. */
function missing(
  service: string,
  names: ServiceNames,
  methodsOf: (service: string) => readonly string[] | undefined,
): string[] {
  const methods = methodsOf(service) ?? [];
  return methods.filter((name) => !(name in names.methods));
}
