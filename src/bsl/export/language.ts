export type Language = 'en' | 'ru';

/** The Russian words of everything that exported modules consist of. */
const RUSSIAN: Readonly<Record<string, string>> = {
  // Keywords
  And: 'И',
  Do: 'Цикл',
  Each: 'Каждого',
  Else: 'Иначе',
  ElsIf: 'ИначеЕсли',
  EndDo: 'КонецЦикла',
  EndFunction: 'КонецФункции',
  EndIf: 'КонецЕсли',
  EndRegion: 'КонецОбласти',
  EndTry: 'КонецПопытки',
  Except: 'Исключение',
  Export: 'Экспорт',
  False: 'Ложь',
  For: 'Для',
  Function: 'Функция',
  If: 'Если',
  In: 'Из',
  New: 'Новый',
  Not: 'Не',
  Null: 'Null',
  Or: 'Или',
  Raise: 'ВызватьИсключение',
  Region: 'Область',
  Return: 'Возврат',
  Then: 'Тогда',
  True: 'Истина',
  Try: 'Попытка',
  Undefined: 'Неопределено',
  Val: 'Знач',
  // The platform's types, functions, methods and properties
  Add: 'Добавить',
  Array: 'Массив',
  Base64String: 'Base64Строка',
  Base64Value: 'Base64Значение',
  BinaryData: 'ДвоичныеДанные',
  Boolean: 'Булево',
  CR: 'ВК',
  Chars: 'Символы',
  Close: 'Закрыть',
  Date: 'Дата',
  FixedArray: 'ФиксированныйМассив',
  FixedMap: 'ФиксированноеСоответствие',
  FixedStructure: 'ФиксированнаяСтруктура',
  GetBodyAsBinaryData: 'ПолучитьТелоКакДвоичныеДанные',
  GetBodyAsString: 'ПолучитьТелоКакСтроку',
  GetEnvironmentVariable: 'ПолучитьПеременнуюСреды',
  HTTPConnection: 'HTTPСоединение',
  HTTPRequest: 'HTTPЗапрос',
  Headers: 'Заголовки',
  Insert: 'Вставить',
  IsBlankString: 'ПустаяСтрока',
  JSONReader: 'ЧтениеJSON',
  JSONWriter: 'ЗаписьJSON',
  Key: 'Ключ',
  LF: 'ПС',
  Left: 'Лев',
  Lower: 'НРег',
  Map: 'Соответствие',
  Mid: 'Сред',
  Number: 'Число',
  OpenSSLSecureConnection: 'ЗащищенноеСоединениеOpenSSL',
  Post: 'ОтправитьДляОбработки',
  ReadJSON: 'ПрочитатьJSON',
  Right: 'Прав',
  SetBodyFromString: 'УстановитьТелоИзСтроки',
  SetString: 'УстановитьСтроку',
  StatusCode: 'КодСостояния',
  StrFind: 'СтрНайти',
  StrLen: 'СтрДлина',
  StrReplace: 'СтрЗаменить',
  StrStartsWith: 'СтрНачинаетсяС',
  String: 'Строка',
  Structure: 'Структура',
  TrimAll: 'СокрЛП',
  Type: 'Тип',
  TypeOf: 'ТипЗнч',
  UnloadValues: 'ВыгрузитьЗначения',
  Value: 'Значение',
  ValueIsFilled: 'ЗначениеЗаполнено',
  ValueList: 'СписокЗначений',
  WriteJSON: 'ЗаписатьJSON',
  XMLString: 'XMLСтрока',
  // Our own names
  Address: 'Адрес',
  AllAreNames: 'ВсеКлючиИмена',
  Answer: 'Результат',
  AsStructure: 'КакСтруктура',
  Base64: 'Base64',
  Body: 'Тело',
  CallMethod: 'ВызватьМетод',
  CallTimeout: 'ТаймаутВызова',
  CallValues: 'ЗначенияВызова',
  Calls: 'Вызовы',
  Certificates: 'Сертификаты',
  Code: 'Код',
  Colon: 'Двоеточие',
  ContentType: 'ТипСодержимого',
  ForServer: 'ДляСервера',
  FromServer: 'ОтСервера',
  Header: 'Заголовок',
  HeaderOf: 'ЗаголовокОтвета',
  Host: 'Хост',
  Item: 'Элемент',
  List: 'Список',
  Method: 'Метод',
  Name: 'Имя',
  Names: 'Имена',
  NewConnection: 'НовоеСоединение',
  Parts: 'Части',
  PartsOf: 'ЧастиАдреса',
  Path: 'Путь',
  Port: 'Порт',
  Problem: 'Ошибка',
  Public: 'ПрограммныйИнтерфейс',
  Reader: 'Чтение',
  Record: 'Запись',
  RefusalIn: 'ОтказВОтвете',
  Request: 'Запрос',
  Response: 'Ответ',
  Rest: 'Остаток',
  ResultKind: 'ВидРезультата',
  Scheme: 'Схема',
  SchemeEnd: 'КонецСхемы',
  Secure: 'Защищенное',
  SendRequest: 'ОтправитьЗапрос',
  Server: 'Сервер',
  ServerAddress: 'АдресСервера',
  ServerToken: 'ТокенСервера',
  Settings: 'Настройки',
  Slash: 'Черта',
  Text: 'Текст',
  TextOf: 'ТекстОтвета',
  TextOfValues: 'ТекстЗначений',
  Token: 'Токен',
  ValueInText: 'ЗначениеИзТекста',
  ValueType: 'ТипЗначения',
  Values: 'Значения',
  Writer: 'ЗаписьТекста',
  // Comments
  Arbitrary: 'Произвольный',
  Parameters: 'Параметры',
  Returns: 'Возвращаемое значение',
  "Calls OInt's server for the other modules.": 'Вызывает сервер OInt для остальных модулей.',
  'The region Settings is yours: the next export keeps it. Everything else is overwritten.':
    'Область Настройки ваша: следующая выгрузка ее сохранит. Все остальное перезаписывается.',
  "Address of OInt's server": 'Адрес сервера OInt',
  "Token of OInt's server; an empty string if it needs none":
    'Токен сервера OInt; пустая строка, если токен не нужен',
  'Maximum time of a call, in seconds': 'Наибольшее время вызова, в секундах',
  'Calls a method. What a service refuses is a result, too. If there is no answer, an exception is raised.':
    'Вызывает метод. Отказ сервиса - тоже результат. Если ответа нет, вызывается исключение.',
  "What the service returned, or the server's error": 'Ответ сервиса или ошибка сервера',
  'Servers and proxies write the names of headers in different cases':
    'Серверы и прокси пишут имена заголовков в разном регистре',
  'JSON has neither dates nor bytes.': 'В JSON нет ни дат, ни двоичных данных.',
  'What is not given is left out.': 'Незаданные значения не передаются.',
  'Whether the keys can be those of a structure': 'Могут ли ключи быть ключами структуры',
};

/** A word of exported modules in a language. */
export function word(english: string, language: Language): string {
  if (language === 'en') return english;
  const russian = RUSSIAN[english];
  // A word that is missing above is a bug that no test can overlook.
  if (russian === undefined) throw new Error(`"${english}" has no Russian word`);
  return russian;
}

/** A comment, a text, or an identifier. */
const PARTS = /\/\/ (.*)|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_]*/gu;
/** A text that names types or properties: an argument of `Type` or `Structure`, or a kind of result. */
const NAMES =
  /^"(?:Map|FixedMap|Structure|FixedStructure|Array|FixedArray|ValueList|BinaryData|Date|String|Number|Boolean|Secure, Host, Port, Path)"$/;

/** A module in English, in this language. */
export function inLanguage(module: string, language: Language): string {
  if (language === 'en') return module;
  return module.replace(PARTS, (part: string, comment: string | undefined) => {
    if (comment !== undefined) return `// ${word(comment, language)}`;
    if (!part.startsWith('"'))
      return /^\p{Script=Cyrillic}/u.test(part) ? part : word(part, language);
    if (!NAMES.test(part)) return part;
    return part.replace(/[A-Za-z]+/g, (name) => word(name, language));
  });
}
