internal import Canvas
