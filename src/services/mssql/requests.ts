import type { Answers, Flow } from '../../core/sql/answers.js';
import type { Connected } from './driver.js';
import type { Parameter } from './parameter.js';
import type { Column } from './tds/column.js';
import { toParameter } from './to-parameter.js';
import type { ParameterType, Request, Tedious } from './wire.js';

/** A request of the driver that runs, and its end. */
export interface Running {
  request: Request;
  ended: Promise<void>;
}

/** Starts a statement with its values; without any, the SQL can have several statements. */
export function start(
  { wire, tedious }: Connected,
  sql: string,
  values: readonly unknown[],
  answers: Answers,
): Running {
  let settle: (error?: Error | null) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  const request = new tedious.Request(sql, settle);
  values.forEach((value, index) => {
    const parameter = toParameter(value);
    request.addParameter(`P${index + 1}`, typeFor(tedious, parameter), parameter.value);
  });
  collect(request, answers);
  if (values.length > 0) wire.execSql(request);
  else wire.execSqlBatch(request);
  return { request, ended };
}

/** Passes on the results of a request. */
function collect(request: Request, answers: Answers): void {
  let hasRows = false;
  request.on('columnMetadata', (columns: readonly Column[]) => {
    if (columns.length === 0) return;
    hasRows = true;
    answers.begin(columns.map(({ name }) => name));
  });
  request.on('row', (values: readonly unknown[]) => answers.row(values));
  const done = (count: number | undefined) => {
    if (!hasRows && count !== undefined) answers.done({ count, warnings: 0 });
    hasRows = false;
  };
  request.on('done', done);
  request.on('doneInProc', done);
}

/** The flow of rows of a request. */
export function flowOf(request: () => Request, socket: { bytesRead: number }): Flow {
  return {
    pause: () => request().pause(),
    resume: () => request().resume(),
    get bytesRead() {
      return socket.bytesRead;
    },
  };
}

/** The driver's type of a parameter, which it declares as ours. */
function typeFor(tedious: Tedious, { declaration, value, isBytes }: Parameter): ParameterType {
  const kind = isBytes ? 'VarBinary' : typeof value === 'number' ? 'Float' : 'NVarChar';
  const key = `${kind} ${declaration}`;
  const type = types.get(key) ?? { ...tedious.TYPES[kind], declaration: () => declaration };
  if (types.size < MOST_TYPES) types.set(key, type);
  return type;
}

const types = new Map<string, ParameterType>();

/** There are as many as there are precisions and scales. */
const MOST_TYPES = 2000;
