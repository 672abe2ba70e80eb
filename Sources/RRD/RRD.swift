internal import CRRD
