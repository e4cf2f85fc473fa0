import { describeAccessibility } from './accessibility.ts';

describeAccessibility({ width: 1280, height: 800, colorScheme: 'light' });
