/** A message, as ntfy returns it. */
export interface Message {
  id: string;
  /** Unix time in seconds. */
  time: number;
  /** When the server deletes it from its cache. */
  expires?: number;
  event: 'message' | 'message_delete' | 'message_clear' | 'poll_request';
  topic: string;
  message?: string;
  title?: string;
  tags?: string[];
  /** From 1 to 5; 3 if it is missing. */
  priority?: number;
  click?: string;
  icon?: string;
  actions?: unknown[];
  attachment?: {
    name: string;
    url: string;
    type?: string;
    /** In bytes. */
    size?: number;
    expires?: number;
  };
  /** `text/markdown` if it is Markdown. */
  content_type?: string;
  sequence_id?: string;
}

export interface Messages {
  messages: Message[];
}
