/**
 * Responses of the Bot API, as far as most programs need them. Every type allows further fields:
 * the API grows, and OInt returns everything.
 */
interface More {
  readonly [key: string]: unknown;
}

/** A response of the Bot API: `result` has the requested data. */
export interface BotAnswer<T> extends More {
  ok: true;
  result: T;
}

export interface User extends More {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
}

export interface Chat extends More {
  id: number;
  type: 'private' | 'group' | 'supergroup' | 'channel' | (string & {});
  title?: string;
  username?: string;
  first_name?: string;
}

/** A file on Telegram's servers: use `file_id` to download it or to send it again. */
export interface StoredFile extends More {
  file_id: string;
  file_unique_id: string;
  file_size?: number;
  /** Only in the result of `getFile`. */
  file_path?: string;
  file_name?: string;
  mime_type?: string;
}

export interface Message extends More {
  message_id: number;
  /** The topic, in a forum. */
  message_thread_id?: number;
  from?: User;
  chat: Chat;
  /** Seconds since 1970. */
  date: number;
  text?: string;
  caption?: string;
  media_group_id?: string;
  /** The same photo in several sizes, smallest first. */
  photo?: StoredFile[];
  video?: StoredFile;
  audio?: StoredFile;
  document?: StoredFile;
  animation?: StoredFile;
  voice?: StoredFile;
  reply_to_message?: Message;
  reply_markup?: More;
}

/** A user pressed a button under a message. */
export interface CallbackQuery extends More {
  id: string;
  from: User;
  message?: Message;
  /** The data of the button. */
  data?: string;
}

/** An update. Besides its ID it has one field, which says what happened. */
export interface Update extends More {
  update_id: number;
  message?: Message;
  edited_message?: Message;
  channel_post?: Message;
  edited_channel_post?: Message;
  callback_query?: CallbackQuery;
}

export interface InviteLink extends More {
  invite_link: string;
  creator?: User;
  name?: string;
  /** Seconds since 1970. */
  expire_date?: number;
  member_limit?: number;
  is_revoked?: boolean;
}

export interface ForumTopic extends More {
  /** The topic's ID. */
  message_thread_id: number;
  name: string;
  icon_color?: number;
  icon_custom_emoji_id?: string;
}

/** The data a Mini App was started with; `passed` says whether it is Telegram's. */
export interface MiniAppData {
  readonly [field: string]: string | boolean;
  passed: boolean;
}
