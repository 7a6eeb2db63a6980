export { listGuides, readGuide, readRecords } from './library.js';
export { methodPage } from './method-page.js';
export { modulesPage } from './modules-page.js';
export { callOptionsPage, servicePage, servicesPage } from './service-pages.js';
