export { type Guide, listGuides, readGuide, readRecords } from './library.js';
export { below, fenced, methodPage } from './method-page.js';
export type { MethodRecord } from './record.js';
export { callOptionsPage, servicePage, servicesPage } from './service-pages.js';
