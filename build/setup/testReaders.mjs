// What the tests of labels read our exports with, as people do who go on with them: supervision and labelme for pictures with
// boxes and outlines, pycocotools, geopandas, rasterio and tifffile. Run by itself it prints the environment as JSON.
import { fileURLToPath } from 'node:url'
import { pythonPackages } from './testPython.mjs'

// With all that they need to read files, and without the windows that some of them have (Qt).
const pinned = [
  ...['supervision==0.26.1', 'opencv-python-headless==4.12.0.88', 'scipy==1.15.3', 'matplotlib==3.10.3'],
  ...[
    'contourpy==1.3.2',
    'cycler==0.12.1',
    'kiwisolver==1.4.8',
    'fonttools==4.58.4',
    'python-dateutil==2.9.0',
  ],
  ...[
    'six==1.17.0',
    'pyparsing==3.2.3',
    'packaging==25.0',
    'tqdm==4.67.1',
    'defusedxml==0.7.1',
    'pyyaml==6.0.2',
  ],
  ...['requests==2.32.4', 'charset-normalizer==3.4.2', 'idna==3.10', 'urllib3==2.5.0', 'certifi==2025.8.3'],
  ...['labelme==6.3.1', 'imgviz==2.1.0', 'loguru==0.7.3', 'cmap==0.8.0', 'pycocotools==2.0.10'],
  ...[
    'geopandas==1.1.1',
    'pandas==2.3.1',
    'pytz==2025.2',
    'tzdata==2025.2',
    'shapely==2.1.1',
    'pyproj==3.7.1',
  ],
  ...['pyogrio==0.12.1', 'rasterio==1.4.3', 'affine==2.4.0', 'attrs==25.3.0', 'click==8.2.1', 'cligj==0.7.2'],
  ...['click-plugins==1.1.1.2', 'tifffile==2025.5.10', 'pillow==12.0.0', 'numpy==2.2.6'],
]

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports them, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export function testReaders() {
  return pythonPackages({
    ...{ name: 'supervision-0.26.1', pinned, module: 'supervision' },
    ...{ options: ['--no-deps'], anyVersion: true },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await testReaders())}\n`)
}
