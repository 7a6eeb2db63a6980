import { type GlobalFunction, variadic } from '../run/machine.js';
import { raise } from '../values/errors.js';

/**
 * What OneScript has and OInt does not. A script that names one of them still runs, and fails where it
 * uses it.
 */
const FUNCTIONS = [
  ...['ПодключитьВнешнююКомпоненту AttachAddIn', 'СоздатьПроцесс CreateProcess'],
  ...['НайтиПроцессПоИдентификатору FindProcessById', 'НайтиПроцессыПоИмени FindProcessesByName'],
  ...['ДобавитьМакет AddTemplate', 'ПолучитьМакет GetTemplate'],
  ...['УстановитьТекущийКаталог SetCurrentDirectory'],
  ...['ПолучитьДопустимыеЧасовыеПояса GetAvailableTimeZones', 'КаталогПрограммы ProgramDirectory'],
] as const;

const PROPERTIES = [
  ...['Консоль Console', 'ТипПлатформы PlatformType'],
  ...['ТипУзлаXML XMLNodeType', 'РасположениеПеременнойСреды EnvironmentVariableTarget'],
  ...['СпециальнаяПапка SpecialFolder', 'ФабрикаXDTO XDTOFactory'],
] as const;

function refuse(names: string): never {
  const [ru, en] = names.split(' ');
  return raise({
    ru: `${ru} не поддерживается командой oint run`,
    en: `${en} is not supported by oint run`,
  });
}

export const unsupportedFunctions: Readonly<Record<string, GlobalFunction>> = Object.fromEntries(
  FUNCTIONS.map((names) => [names, variadic(() => refuse(names))]),
);

export const unsupportedProperties: Readonly<Record<string, () => unknown>> = Object.fromEntries(
  PROPERTIES.map((names) => [names, () => refuse(names)]),
);
