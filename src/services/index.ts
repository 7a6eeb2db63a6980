// Written by `npm run generate`: one line for each folder next to this file.
import type { Service } from '../core/definition/service.js';

export const services: Readonly<Record<string, () => Promise<{ default: Service }>>> = {
  airtable: () => import('./airtable/service.js'),
  bitrix24: () => import('./bitrix24/service.js'),
  notion: () => import('./notion/service.js'),
  ollama: () => import('./ollama/service.js'),
  openai: () => import('./openai/service.js'),
  postgres: () => import('./postgres/service.js'),
  s3: () => import('./s3/service.js'),
  sftp: () => import('./sftp/service.js'),
  slack: () => import('./slack/service.js'),
  sqlite: () => import('./sqlite/service.js'),
  ssh: () => import('./ssh/service.js'),
  telegram: () => import('./telegram/service.js'),
  viber: () => import('./viber/service.js'),
  vk: () => import('./vk/service.js'),
  vkteams: () => import('./vkteams/service.js'),
  yadisk: () => import('./yadisk/service.js'),
  yandex: () => import('./yandex/service.js'),
};
