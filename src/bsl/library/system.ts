import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { arch, hostname, release, totalmem, userInfo } from 'node:os';
import type { GlobalFunction } from '../run/machine.js';
import { Box, Reference } from '../run/references.js';
import { raise } from '../values/errors.js';
import { BslMap } from '../values/map.js';
import { fromDouble, integer } from '../values/numbers.js';
import { BslObject, define } from '../values/object.js';
import { toText } from '../values/text.js';
import { Uuid } from '../values/uuid.js';

/** `New SystemInfo`. */
export class SystemInfo extends BslObject {}

const get = (read: () => unknown) => ({ get: read });

define(SystemInfo, {
  type: 'СистемнаяИнформация SystemInfo',
  create: () => new SystemInfo(),
  properties: {
    'Версия Version AppVersion': get(() => `2.0.0 (OInt ${process.env.OINT_VERSION ?? '0.0.0'})`),
    'ВерсияОС OSVersion': get(
      () => `${process.platform === 'win32' ? 'Microsoft Windows' : 'Unix'} ${release()}`,
    ),
    'ИмяКомпьютера MachineName ComputerName': get(() => hostname()),
    'ИмяПользователяОС OSUser': get(() => userInfo().username),
    'ТипПлатформы PlatformType': get(() => `${process.platform}_${arch()}`),
    'Это64БитнаяОперационнаяСистема Is64BitOperatingSystem': get(() => arch().endsWith('64')),
    'ОперативнаяПамять RAM': get(() => fromDouble(Math.round(totalmem() / 2 ** 20))),
    'ИдентификаторКлиента ClientID': get(() => new Uuid('00000000-0000-0000-0000-000000000000')),
    'КоличествоПроцессоров ProcessorCount': get(() => 1),
  },
  methods: {
    'ПеременныеСреды EnvironmentVariables'(this: SystemInfo) {
      return BslMap.of(Object.entries(process.env));
    },
    'ПолучитьПеременнуюСреды GetEnvironmentVariable'(this: SystemInfo, name: unknown) {
      return process.env[toText(name)];
    },
    'УстановитьПеременнуюСреды SetEnvironmentVariable'(
      this: SystemInfo,
      name: unknown,
      value: unknown,
    ) {
      setVariable(name, value);
    },
  },
});

function setVariable(name: unknown, value: unknown): void {
  if (value === undefined) delete process.env[toText(name)];
  else process.env[toText(name)] = toText(value);
}

/** Starts a program in a shell, as users type it. */
function runApp(command: unknown, folder?: unknown, wait?: unknown, status?: unknown): void {
  const line = wait === true ? toText(command) : `${toText(command)} &`;
  const { error, status: ended } = spawnSync(line, {
    shell: true,
    stdio: wait === true ? 'inherit' : 'ignore',
    ...(folder !== undefined && toText(folder) !== '' && { cwd: toText(folder) }),
  });
  if (error)
    raise({ ru: `Не удалось запустить: ${error.message}`, en: `Cannot run it: ${error.message}` });
  if (status instanceof Reference) status.v = ended ?? -1;
}

/** A line of standard input, without its end; undefined after the last one. */
function readLine(): string | undefined {
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  for (;;) {
    if (readSync(0, one) === 0) return bytes.length > 0 ? Buffer.from(bytes).toString() : undefined;
    if (one[0] === 10) return Buffer.from(bytes).toString().replace(/\r$/, '');
    bytes.push(one[0]!);
  }
}

export function systemFunctions(
  sleep: (milliseconds: number) => void,
): Readonly<Record<string, GlobalFunction>> {
  return {
    'Приостановить Sleep': (milliseconds: unknown) => sleep(integer(milliseconds, 1)),
    'ЗапуститьПриложение RunApp': runApp,
    'КомандаСистемы System': (command: unknown, folder?: unknown) => {
      const status = new Box(0);
      runApp(command, folder, true, status);
      return status.v;
    },
    'ПеременныеСреды EnvironmentVariables': () => BslMap.of(Object.entries(process.env)),
    'ПолучитьПеременнуюСреды GetEnvironmentVariable': (name: unknown) => process.env[toText(name)],
    'УстановитьПеременнуюСреды SetEnvironmentVariable': setVariable,
    'ВвестиСтроку InputString': (into: unknown) => {
      const line = readLine();
      if (into instanceof Reference) into.v = line;
      return line !== undefined;
    },
    'ОсвободитьОбъект FreeObject': (_object: unknown) => undefined,
    'ВыполнитьСборкуМусора RunGarbageCollection': () => undefined,
  };
}
