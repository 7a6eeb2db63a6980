import { enumeration } from './enumeration.js';

/** The enumerations of the library. */
const TextEncoding = enumeration('КодировкаТекста TextEncoding', [
  ...['UTF8', 'UTF8БезBOM UTF8NoBOM', 'ANSI', 'OEM', 'UTF16', 'Системная System'],
]);
const ComparisonType = enumeration('ВидСравнения ComparisonType', [
  ...['Равно Equal', 'НеРавно NotEqual', 'Больше Greater', 'БольшеИлиРавно GreaterOrEqual'],
  ...['Меньше Less', 'МеньшеИлиРавно LessOrEqual'],
]);
export const RoundMode = enumeration('РежимОкругления RoundMode', [
  ...['Окр15как10 Round15as10', 'Окр15как20 Round15as20'],
]);
export const SearchDirection = enumeration('НаправлениеПоиска SearchDirection', [
  ...['СНачала FromBegin', 'СКонца FromEnd'],
]);
const SortDirection = enumeration('НаправлениеСортировки SortDirection', [
  ...['Возр Asc', 'Убыв Desc'],
]);
const MessageStatus = enumeration('СтатусСообщения MessageStatus', [
  ...['БезСтатуса WithoutStatus', 'Обычное Ordinary', 'Внимание Attention', 'Важное Important'],
  ...['ОченьВажное VeryImportant', 'Информация Information'],
]);
export const AllowedSign = enumeration('ДопустимыйЗнак AllowedSign', [
  ...['Любой Any', 'Неотрицательный Nonnegative'],
]);
export const AllowedLength = enumeration('ДопустимаяДлина AllowedLength', [
  ...['Переменная Variable', 'Фиксированная Fixed'],
]);
export const DateFractions = enumeration('ЧастиДаты DateFractions', [
  ...['Дата Date', 'ДатаВремя DateTime', 'Время Time'],
]);
export const JsonValueType = enumeration('ТипЗначенияJSON JSONValueType', [
  ...['Ничего None', 'НачалоОбъекта ObjectStart', 'КонецОбъекта ObjectEnd'],
  ...['НачалоМассива ArrayStart', 'КонецМассива ArrayEnd', 'ИмяСвойства PropertyName'],
  ...['Число Number', 'Строка String', 'Булево Boolean', 'Null', 'Комментарий Comment'],
]);
const JsonLineBreak = enumeration('ПереносСтрокJSON JSONLineBreak', [
  ...['Нет None', 'Авто Auto', 'Windows', 'Unix', 'Mac'],
]);
const JsonDateFormat = enumeration('ФорматДатыJSON JSONDateFormat', [
  ...['ISO', 'JavaScript', 'Microsoft'],
]);
const JsonDateVariant = enumeration('ВариантЗаписиДатыJSON JSONDateWritingVariant', [
  ...['ЛокальнаяДата LocalDate', 'ЛокальнаяДатаСоСмещением LocalDateWithOffset'],
  ...['УниверсальнаяДата UniversalDate'],
]);
const JsonEscape = enumeration('ЭкранированиеСимволовJSON JSONCharactersEscapeMode', [
  ...['Нет None', 'СимволыВнеASCII NotASCIISymbols', 'СимволыВнеBMP SymbolsNotInBMP'],
]);
const StreamPosition = enumeration('ПозицияВПотоке PositionInStream', [
  ...['Начало Begin', 'Конец End', 'Текущая Current'],
]);
const FileOpenMode = enumeration('РежимОткрытияФайла FileOpenMode', [
  ...['Дописать Append', 'Обрезать Truncate', 'Открыть Open', 'ОткрытьИлиСоздать OpenOrCreate'],
  ...['Создать Create', 'СоздатьНовый CreateNew'],
]);
const FileAccess = enumeration('ДоступКФайлу FileAccess', [
  ...['Запись Write', 'Чтение Read', 'ЧтениеИЗапись ReadAndWrite'],
]);
export const ByteOrder = enumeration('ПорядокБайтов ByteOrder', [...['LittleEndian', 'BigEndian']]);
const ByteOrderMarkUsage = enumeration('ИспользованиеByteOrderMark ByteOrderMarkUsage', [
  ...['Авто Auto', 'Использовать Use', 'НеИспользовать DontUse'],
]);
const HashFunction = enumeration('ХешФункция HashFunction', [
  ...['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512', 'CRC32'],
]);
export const StringEncodingMethod = enumeration('СпособКодированияСтроки StringEncodingMethod', [
  ...['КодировкаURL URLEncoding', 'URLВКодировкеURL URLInURLEncoding'],
]);
export const BackgroundJobState = enumeration('СостояниеФоновогоЗадания BackgroundJobState', [
  ...['НеВыполнялось NotRunned', 'Активно Active', 'Завершено Completed'],
  ...['ЗавершеноАварийно Failed'],
]);

/** By the names that scripts use. */
export const ENUMERATIONS = {
  'КодировкаТекста TextEncoding': TextEncoding,
  'ВидСравнения ComparisonType': ComparisonType,
  'РежимОкругления RoundMode': RoundMode,
  'НаправлениеПоиска SearchDirection': SearchDirection,
  'НаправлениеСортировки SortDirection': SortDirection,
  'СтатусСообщения MessageStatus': MessageStatus,
  'ДопустимыйЗнак AllowedSign': AllowedSign,
  'ДопустимаяДлина AllowedLength': AllowedLength,
  'ЧастиДаты DateFractions': DateFractions,
  'ТипЗначенияJSON JSONValueType': JsonValueType,
  'ПереносСтрокJSON JSONLineBreak': JsonLineBreak,
  'ФорматДатыJSON JSONDateFormat': JsonDateFormat,
  'ВариантЗаписиДатыJSON JSONDateWritingVariant': JsonDateVariant,
  'ЭкранированиеСимволовJSON JSONCharactersEscapeMode': JsonEscape,
  'ПозицияВПотоке PositionInStream': StreamPosition,
  'РежимОткрытияФайла FileOpenMode': FileOpenMode,
  'ДоступКФайлу FileAccess': FileAccess,
  'ПорядокБайтов ByteOrder': ByteOrder,
  'ИспользованиеByteOrderMark ByteOrderMarkUsage': ByteOrderMarkUsage,
  'ХешФункция HashFunction': HashFunction,
  'СпособКодированияСтроки StringEncodingMethod': StringEncodingMethod,
  'СостояниеФоновогоЗадания BackgroundJobState': BackgroundJobState,
} as const;
