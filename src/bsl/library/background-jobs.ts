import { ErrorInfo } from '../run/error-info.js';
import { asScriptError } from '../run/failures.js';
import type { Machine } from '../run/machine.js';
import { objectOf } from '../run/references.js';
import { callMethod, findMethod, noMethod } from '../run/script-object.js';
import { BslArray } from '../values/array.js';
import { BackgroundJobState } from '../values/enumerations.js';
import { badArgument, badValue, ScriptError, say } from '../values/errors.js';
import { integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { equal } from '../values/operators.js';
import { Structure } from '../values/structure.js';
import { toText } from '../values/text.js';
import { Uuid } from '../values/uuid.js';

/** A method that was run as a job, with its result or its error. */
class BackgroundJob extends BslObject {
  readonly id = Uuid.random();
  readonly object: BslObject;
  readonly method: string;
  readonly params: BslArray | undefined;
  state: 'Active' | 'Completed' | 'Failed' = 'Active';
  result: unknown;
  error: ErrorInfo | undefined;

  constructor(object: BslObject, method: string, params: BslArray | undefined) {
    super();
    this.object = object;
    this.method = method;
    this.params = params;
  }

  run(machine: Machine): void {
    try {
      this.result = callMethod(this.object, this.method, this.params?.items ?? []);
      this.state = 'Completed';
    } catch (error) {
      this.error = new ErrorInfo(asScriptError(error, machine));
      this.state = 'Failed';
    }
  }
}

/** A timeout is checked only: a job has ended before anything can wait for it. */
function checkTimeout(timeout: unknown, argument: number): void {
  if (timeout !== undefined && integer(timeout, argument) < 0) badValue(argument);
}

const property = (get: (job: BackgroundJob) => unknown) => ({
  get(this: BackgroundJob) {
    return get(this);
  },
});

const PROPERTIES: Readonly<Record<string, ReturnType<typeof property>>> = {
  'УникальныйИдентификатор UUID': property(({ id }) => id),
  'ИмяМетода MethodName': property(({ method }) => method),
  'Объект Object': property(({ object }) => object),
  'Состояние State': property(({ state }) => BackgroundJobState.value(state)),
  'Параметры Parameters': property(({ params }) => params),
  'Результат Result': property(({ result }) => result),
  'ИнформацияОбОшибке ExceptionInfo ErrorInfo': property(({ error }) => error),
};

define(BackgroundJob, {
  type: 'ФоновоеЗадание BackgroundJob',
  properties: PROPERTIES,
  methods: {
    'ОжидатьЗавершения Wait WaitForCompletion'(this: BackgroundJob, timeout?: unknown) {
      checkTimeout(timeout, 1);
      return true;
    },
  },
});

/**
 * `BackgroundJobs`. A script has one thread, so `Execute` runs the job at once and returns when it has
 * ended: one of the orders that threads could have taken as well.
 */
export class BackgroundJobs extends BslObject {
  readonly #machine: Machine;
  /** The jobs being run, the innermost last. */
  readonly #running: BackgroundJob[] = [];
  jobs: BackgroundJob[] = [];

  constructor(machine: Machine) {
    super();
    this.#machine = machine;
  }

  get current(): BackgroundJob | undefined {
    return this.#running.at(-1);
  }

  execute(object: BslObject, method: string, params: BslArray | undefined): BackgroundJob {
    if (!findMethod(object, method)) noMethod(method);
    const job = new BackgroundJob(object, method, params);
    this.jobs.push(job);
    this.#running.push(job);
    try {
      job.run(this.#machine);
    } finally {
      this.#running.pop();
    }
    return job;
  }

  /** The jobs whose properties have these values. */
  matching(filter: Structure): BackgroundJob[] {
    const wanted = [...filter.entries].map(([name, { value }]) => ({ name, value }));
    return this.jobs.filter((job) =>
      wanted.every(({ name, value }) => equal(job.getProperty(name, name), value)),
    );
  }
}

function jobsIn(list: unknown): BackgroundJob[] {
  if (!(list instanceof BslArray)) return badArgument(1);
  return list.items.map((one) => (one instanceof BackgroundJob ? one : badArgument(1)));
}

define(BackgroundJobs, {
  type: 'МенеджерФоновыхЗаданий BackgroundJobsManager',
  methods: {
    'Выполнить Execute'(
      this: BackgroundJobs,
      object: unknown,
      method: unknown,
      params?: unknown,
      _isLong?: unknown,
    ) {
      if (params !== undefined && !(params instanceof BslArray)) return badArgument(3);
      // The script may change its array afterwards.
      const given = params && new BslArray([...params.items]);
      return this.execute(objectOf(object), toText(method), given);
    },
    'ОжидатьВсе WaitAll'(this: BackgroundJobs, list: unknown, timeout?: unknown) {
      jobsIn(list);
      checkTimeout(timeout, 2);
      return true;
    },
    /** The index of a job that has ended; -1 if there is none. */
    'ОжидатьЛюбое WaitAny'(this: BackgroundJobs, list: unknown, timeout?: unknown) {
      checkTimeout(timeout, 2);
      return jobsIn(list).length > 0 ? 0 : -1;
    },
    'ОжидатьЗавершенияЗадач WaitCompletionOfTasks WaitForCompletionOfTasks'(this: BackgroundJobs) {
      const failed = this.jobs.filter(({ state }) => state === 'Failed');
      if (failed.length > 0)
        throw new ScriptError(
          say({ ru: 'Задания завершились с ошибками', en: 'Some jobs have failed' }),
          { details: new BslArray(failed) },
        );
      this.jobs = [];
    },
    'ПолучитьФоновыеЗадания GetBackgroundJobs'(this: BackgroundJobs, filter?: unknown) {
      if (filter === undefined) return new BslArray([...this.jobs]);
      return filter instanceof Structure ? new BslArray(this.matching(filter)) : badArgument(1);
    },
    'ПолучитьТекущее GetCurrent'(this: BackgroundJobs) {
      return this.current;
    },
    'Очистить Clear'(this: BackgroundJobs) {
      this.jobs = [];
    },
  },
});
