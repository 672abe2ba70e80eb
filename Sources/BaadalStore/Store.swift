internal import BaadalModel
