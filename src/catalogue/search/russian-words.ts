/**
 * Questions in Russian: each known word is replaced by its English one, and what is found for English
 * is found for Russian. A line is an English word, followed by the beginnings of its Russian ones:
 * `файл` also stands for `файла`, `файлов` and `файлами`. The longest beginning counts.
 */
const WORDS = `
  access доступ
  account аккаунт учетн
  accounting учет
  action операц действи
  activation активац
  ad объявл
  add добав
  additional доп
  admin админ
  advertising реклам
  agent агент
  album альбом
  algorithm алгоритм
  answer ответ
  app приложен
  appointment договор
  approve одобр приня
  archive архив заархив упак сжа
  array массив
  article артикул
  ask спрос вопрос
  assign назнач
  assistant ассистент
  asynchronous асинхрон
  attachment вложен
  attempt попыт
  attribute характеристик атрибут
  authorization авториз
  available доступн
  avatar аватар
  backup бэкап резерв
  ban бан
  bank банк
  barcode штрихкод
  basic основн
  batch пакет
  bidirectional двунаправ
  binary двоич
  bind привяз
  block блок заблок
  body тело тела телом
  bot бот
  bucket бакет
  business кабинет
  busy занят
  button кноп
  byte байт
  calendar календар
  call вызв вызов
  campaign кампан
  cancel отмен
  category категор
  cell ячей ячеек
  center центр
  channel канал
  chat чат
  check провер
  checkbox флаж
  checklist чеклист
  child дочерн подкаталог
  class класс
  clear очист
  client клиент
  close закр
  cluster кластер
  code код
  collection коллекц подборк подборок
  color цвет
  column колон столб
  command команд
  comment коммент
  compare сравн
  compile компил скомпил
  complete заверш законч дополн
  complex комплекс составн
  compression сжат
  configuration конфиг
  confirm подтвер
  connect подключ
  connection соедин подключен
  connector коннектор
  contact контакт
  content содерж контент
  context контекст
  convert преобраз конверт
  copy копи скопи
  count колич число скольк
  counter счетчик
  courier курьер
  cover обложк видеообложк
  create созда сформир оформ сдела
  current текущ
  cursor курсор
  custom пользовательск нестандарт произвольн
  data данн
  database баз
  date дат
  day день дня дни дней
  deal сделк сделок
  defer отлож
  delegate делегир
  delete удал
  delivery доставк доставок доставит
  department подраздел отдел
  dependency зависим
  description описа
  deserialize десериал
  destroy уничтож
  dialog диалог
  disable отключ
  discount скидк уцен
  disk диск
  document документ
  download скача скачив
  draft черновик
  email почт письм
  embedding представлен эмбед вектор
  empty пуст
  enable включ
  encoding кодиров
  encryption шифр
  ensure гарант
  ephemeral эфемер
  error ошиб
  event событ мероприят встреч
  exclude исключ
  execute выполн исполн
  export выгруз
  extension расшир
  external внешн
  extract разархив распак извле
  favorites избран
  feed фид
  field поле поля полей полю
  file файл
  filter фильтр
  folder каталог папк папок директор
  form сформу
  forum форум
  forward пересл пересыл
  function функц
  generate генер сгенер
  get получ верн возвра
  gif гиф
  global глобал
  goal цель цели
  group групп сгрупп
  header заголов
  hide скры
  history истори
  host хост
  icon икон
  image картин изображ фото рисун снимок
  important важн
  incoming входящ
  information информ сведен
  initialize инициал
  insert встав
  instance инстанс экземпляр
  interval интервал
  invitation приглаш приглас заяв
  item элемент
  join вступ
  kanban канбан
  key ключ
  keyboard клавиатур
  kick выгна
  last последн
  launch запуск
  lead лид лида лиду лидов
  leave покин выйти
  limit лимит огранич
  link ссылк ссылок
  list список списк перечен
  location локац местополож геолок
  log лог логов журнал
  logging логиров
  login логин
  logout разлогин
  main главн
  mark отмет
  max максим
  media медиа
  member участ
  memory памят
  message сообщ
  metadata метаданн
  method метод
  mirror зеркал
  model модел
  move перемес перемещ перенес перенос
  mute заглуш
  name имя имени имена наимен
  new нов
  news новост
  notification уведом
  number номер
  object объект
  office офис
  online онлайн
  open откры
  order заказ
  outgoing исходящ
  owner владел
  page страниц
  parameter параметр
  parcel посыл
  parse разобр разбор парс
  part част
  participation участия
  passport паспорт
  password парол
  path путь пути путем
  pause приостан
  payment платеж оплат
  permanent постоян
  personal персон
  phone телефон
  pin закреп
  ping пинг
  plan план
  poll опрос голосован
  pong понг
  port порт
  post пост публикац
  prealert преалерт
  preview превью
  price цен
  private приват частн
  privilege привил
  process обраб
  product товар
  profile профил
  project проект
  promotion акци
  property свойств
  protocol протокол
  proxy прокси
  public публич общедост
  publish опублик публику
  put полож размест помест
  query запрос
  queue очеред
  rating рейтинг
  reaction реакц
  read чита прочит прочте прочес
  receipt квитанц чек
  recipient получател
  record запис
  redirect переадрес перенаправ
  refund возврат
  refusal отказ
  refuse отклон
  region регион
  register зафиксир зарегистр
  registry реестр
  related связан
  remove убра сня
  rename переимен
  replace замен
  report отчет
  repost репост
  restart перезапус перезагр
  restore восстан
  result результат
  resume возобн продолж
  revoke отозв
  rights права прав
  role роль роли ролей ролью
  row строк
  rules правил
  running запущ
  save сохран
  script скрипт
  search поиск найти найд иска ищ
  selected выбра
  send отправ посла пошл высла шле
  sending отправк
  serialize сериал
  server сервер
  service сервис служб
  session сесс
  set установ задат
  settings настр
  sheet лист листа листов листе
  shipment отправлен отгруз
  shorten сокра
  show показ
  sign подписат
  simple прост
  site сайт
  size размер
  sound звук аудио
  space простран
  speech реч озвуч произнес
  split раздел
  spreadsheet книг книгу
  stage стади
  start нача запуст
  statistics статист
  status статус состоян
  stock остат
  stop останов прекрат
  storage хранил
  store магазин
  stream поток
  structure структур
  subscribe подпис
  subscriber подписчик
  synchronize синхро
  system систем
  table таблиц
  tag тег метк меток
  task задач
  temporary временн
  text текст
  time врем трудозатрат
  timeout таймаут
  timeslot таймслот
  title назван
  token токен
  topic тема тему темы теме тем темой
  track отслед отслеж трек
  transcribe транскри расшифр распозна
  transfer перевод
  translate перевест
  trash корзин мусор
  tree дерев
  tweet твит
  type тип
  typing ввод
  unban разбан
  unblock разблок
  unpin откреп
  unread непрочит
  update измен обнов смен редакт поменя
  upload загру
  use использ
  user пользовател юзер
  value значен
  variable переменн
  variant вариант
  version верси
  video видео
  voice голос
  warehouse склад
  watch наблюд просмотр
  welcome приветств
  work работ
  workspace рабоч област
  write напис записат
`;

/** Words that say nothing about a method. */
const EMPTY = new Set(
  `а без бы был была были быть в вам вас весь во вот все всех вы где да для до его ее если есть еще же за
  здесь и из или им их к каждый как какая какие какой ко когда ли лучше мне можно мой моего мою моя мы на надо
  нам нас наш не него нее нет ни ним них но ну нужен нужна нужно о об один одну он она они оно от по под
  пожалуйста после помоги при про с сделать сейчас скажи со так также там то того тоже только тот у уже
  хочу хотел чего чем через что чтобы эта эти это этого этом этот эту я`.split(/\s+/),
);

const english = new Map<string, string>();
for (const line of WORDS.trim().split('\n')) {
  const [word, ...beginnings] = line.trim().split(' ');
  for (const beginning of beginnings) english.set(beginning, word!);
}
const LONGEST = Math.max(...[...english.keys()].map(({ length }) => length));
const SHORTEST = Math.min(...[...english.keys()].map(({ length }) => length));

/** The text with every Russian word that is known in English. Others stay as they are. */
export function inEnglish(text: string): string {
  return text.replace(/\p{Script=Cyrillic}+/gu, (typed) => {
    const word = typed.toLowerCase().replaceAll('ё', 'е');
    return EMPTY.has(word) ? '' : (translated(word) ?? typed);
  });
}

function translated(word: string): string | undefined {
  for (let length = Math.min(word.length, LONGEST); length >= SHORTEST; length -= 1) {
    const found = english.get(word.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
