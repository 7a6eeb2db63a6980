/** Documentation folders by the start of a method's name: the first match counts. */
const FOLDERS: Readonly<Record<string, string>> = {
  'calendar.accessibility': 'calendar/calendar-event',
  'calendar.event': 'calendar/calendar-event',
  'calendar.meeting': 'calendar/calendar-event',
  calendar: 'calendar',
  'crm.deal': 'crm/deals',
  'crm.lead': 'crm/leads',
  department: 'departments',
  'disk.file': 'disk/file',
  'disk.folder': 'disk/folder',
  'disk.storage': 'disk/storage',
  'im.chat.add': 'chats',
  'im.chat.mute': 'chats/special-operations',
  'im.chat.set': 'chats/chat-update',
  'im.chat.update': 'chats/chat-update',
  'im.chat': 'chats/chat-users',
  'im.dialog.get': 'chats',
  'im.dialog.read.all': 'chats/special-operations',
  'im.dialog.users': 'chats/chat-users',
  'im.dialog': 'chats/messages',
  'im.disk': 'chats/files',
  'im.message': 'chats/messages',
  'im.notify': 'chats/notifications',
  'im.user': 'chats/users',
  'log.blogcomment': 'log/blogcomment',
  log: 'log',
  server: 'common/system',
  'task.checklistItem': 'tasks/checklist-item',
  'task.commentItem': 'tasks/comment-item',
  'task.elapsedItem': 'tasks/elapsed-item',
  'task.item.userField': 'tasks/user-field',
  'task.planner': 'tasks/planner',
  'task.stages': 'tasks/stages',
  'tasks.task.complete': 'tasks/status',
  'tasks.task.defer': 'tasks/status',
  'tasks.task.favorite': 'tasks/user-actions',
  'tasks.task.mute': 'tasks/user-actions',
  'tasks.task.pause': 'tasks/status',
  'tasks.task.renew': 'tasks/status',
  'tasks.task.result': 'tasks/result',
  'tasks.task.startWatch': 'tasks/user-actions',
  'tasks.task.start': 'tasks/status',
  'tasks.task.stopWatch': 'tasks/user-actions',
  'tasks.task.unmute': 'tasks/user-actions',
  task: 'tasks',
  timeman: 'timeman/base',
  user: 'user',
};

/** URL of a method's documentation: `disk.file.copyTo` is `disk-file-copy-to`. */
export function reference({ path }: { path: string }): string {
  const name = path.replace('/', '');
  const start = Object.keys(FOLDERS).find((start) => name.startsWith(start));
  const page = name.replace(/[A-Z]/g, '-$&').replaceAll('.', '-').toLowerCase();
  return `https://apidocs.bitrix24.com/api-reference/${start ? `${FOLDERS[start]}/` : ''}${page}.html`;
}
