export { listGuides, readGuide, readRecords } from './library.js';
export { methodPage } from './method-page.js';
export { modulesPage } from './modules-page.js';
export { type FoundGuide, searchGuides } from './search-guides.js';
export { callOptionsPage, servicePage, servicesPage } from './service-pages.js';
