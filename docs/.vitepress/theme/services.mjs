import { withBase } from 'vitepress';
import { h } from 'vue';
import { data as services } from './services.data.mjs';

/** `<Services />`: what there is, as cards. */
export function Services() {
  const cards = services.map(({ name, title, summary, count }) =>
    h('li', { key: name }, [
      h('a', { href: withBase(`/services/${name}/index.html`) }, [
        h('strong', title),
        h('span', { class: 'count' }, `${count} methods`),
        h('span', { class: 'what' }, summary),
      ]),
    ]),
  );
  return h('ul', { class: 'services' }, cards);
}
